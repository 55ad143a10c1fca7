import type { Dirent } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectError } from '@bowerbird/core';
import { looksLikeMbox } from './mbox.ts';

/** How messages lie in a file. */
export type Container = 'mbox' | 'message' | 'emlx' | 'gzip';

/** A file with mail in it. */
export interface MailFile {
  /** Absolute. */
  readonly path: string;
  /** From the archive's own folder, with `/`; empty for an archive of one file. */
  readonly name: string;
  readonly container: Container;
  /** The folder of a Maildir++, as its users see it: `Archive/2020`. */
  readonly folder?: string | undefined;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: number;
}

/** A file that was left out, and why. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

const HEAD_BYTES = 4096;
const DEEPEST = 32;
const KNOWN_FIELD =
  /^(?:received|return-path|delivered-to|from|to|cc|date|subject|message-id|mime-version|content-type|reply-to|sender|x-[\w-]+|dkim-signature|arc-[\w-]+|authentication-results|in-reply-to|references|status|envelope-to)[ \t]*:/i;
const OLE = 'd0cf11e0a1b11ae1';

/** What a file is by its first bytes; its name decides only where those of a message could be any text's. */
export function containerOf(head: Buffer, name: string): Container | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b)
    return /\.(?:mbox|mbx|mboxrd|eml|txt)\.gz$|^[^.]+\.gz$/i.test(name) ? 'gzip' : undefined;
  if (looksLikeMbox(head)) return 'mbox';
  const text = head.toString('latin1');
  if (/\.emlx$/i.test(name) && /^\s*\d+\s*\n/.test(text)) return 'emlx';
  if (/\.eml$/i.test(name)) return head.length > 0 && !head.includes(0) ? 'message' : undefined;
  return looksLikeMessage(text) ? 'message' : undefined;
}

/** Three fields that mails have, at the very start. */
function looksLikeMessage(text: string): boolean {
  const lines = text.split(/\r?\n/, 40);
  let known = 0;
  for (const line of lines) {
    if (line === '') break;
    if (/^[ \t]/.test(line)) continue;
    if (!/^[!-9;-~]+[ \t]*:/.test(line)) return false;
    if (KNOWN_FIELD.test(line)) known++;
  }
  return known >= 3;
}

/** Outlook's own format, which is not read. */
export function isOutlookFile(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 8)).toString('hex') === OLE;
}

/** All files with mail in a file or folder, sorted by name. Links are not followed, and what holds no mail is told to `skip`. */
export async function* mailFiles(
  root: string,
  skip: (skipped: Skipped) => void,
  signal: AbortSignal,
): AsyncGenerator<MailFile> {
  const found = await stat(root);
  if (!found.isDirectory()) {
    const file = await mailFile(root, '', root, skip);
    if (file) yield file;
    return;
  }
  yield* inFolder(root, '', 0, skip, signal);
}

async function* inFolder(
  root: string,
  name: string,
  depth: number,
  skip: (skipped: Skipped) => void,
  signal: AbortSignal,
): AsyncGenerator<MailFile> {
  signal.throwIfAborted();
  if (depth > DEEPEST) {
    skip({ name, reason: `it is deeper than ${DEEPEST} folders` });
    return;
  }
  const entries = (await readdir(join(root, name), { withFileTypes: true })).sort(byName);
  const isMaildir = entries.some((entry) => entry.isDirectory() && entry.name === 'cur');
  for (const entry of entries) {
    const path = name === '' ? entry.name : `${name}/${entry.name}`;
    // What is in `tmp` of a Maildir is not delivered yet.
    if (entry.isDirectory() && !(isMaildir && entry.name === 'tmp'))
      yield* inFolder(root, path, depth + 1, skip, signal);
    else if (entry.isFile()) {
      const file = await mailFile(join(root, path), path, entry.name, skip);
      if (file) yield file;
    }
  }
}

// Not by locale: the order is part of what is collected.
function byName(a: Dirent, b: Dirent): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

async function mailFile(
  path: string,
  name: string,
  ownName: string,
  skip: (skipped: Skipped) => void,
): Promise<MailFile | undefined> {
  const file = await opened(path, name, skip);
  if (file === undefined) return undefined;
  try {
    const { size, mtimeMs, ino } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    const maildir = /^(?:(.*?)\/)?(?:cur|new)\/[^/]+$/.exec(name);
    const container =
      maildir && bytesRead > 0 ? (containerOf(head, ownName) ?? 'message') : containerOf(head, ownName);
    if (container === undefined) {
      skip({
        name: name || path,
        reason: isOutlookFile(head)
          ? 'it is an Outlook file (.msg), which is not read: save it as .eml'
          : 'it holds no mail',
      });
      return undefined;
    }
    // Maildir++: `.Archive.2020` is the folder 2020 in Archive. `T` in the flags: moved to the bin.
    const folder = maildir?.[1]?.split('/').at(-1)?.replace(/^\./, '').replaceAll('.', '/');
    const isTrashed = maildir !== null && /:2,[A-Z]*T/.test(ownName);
    return { path, name, container, folder: isTrashed ? 'Trash' : folder, size, mtimeMs, inode: ino };
  } finally {
    await file.close();
  }
}

/** `undefined` for one beside others that may not be read, or that has gone meanwhile: a mail program renames what was read. */
async function opened(
  path: string,
  name: string,
  skip: (skipped: Skipped) => void,
): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isRefused = code === 'EACCES' || code === 'EPERM';
    if (name !== '' && code === 'ENOENT') return undefined;
    if (!isRefused) throw error;
    if (name === '') {
      throw new CollectError('SOURCE_REFUSED', `${path} may not be read`, {
        recovery: 'next',
        hint: 'Give yourself the right to read it.',
        cause: error,
      });
    }
    skip({ name, reason: 'it may not be read' });
    return undefined;
  }
}
