import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageFile } from './archive/read.ts';
import { readMessage } from './message/mime.ts';
import type { ThreadMessage } from './thread-parse.ts';

/** Of which messages, which files, and where to. */
export interface AttachmentsInput {
  readonly messages: readonly ThreadMessage[];
  /** Ends of their names, in lower case. */
  readonly endings: readonly string[];
  /** Absolute. */
  readonly folder: string;
}

/** Writes the attachments of messages to files named by their content, each once, and gives their paths. Runs in a worker. */
export default function attachments({ messages, endings, folder }: AttachmentsInput): readonly string[] {
  const paths = new Set<string>();
  for (const { path, container, start, end } of messages) {
    const file = new MessageFile(path, container);
    try {
      for (const { name = '', content } of readMessage(file.sent(file.bytes(start, end))).attachments) {
        const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
        if (ending !== undefined && endings.includes(ending)) paths.add(write(folder, name, ending, content));
      }
    } finally {
      file.close();
    }
  }
  return [...paths];
}

const LONGEST_NAME = 80;

/** By content, so that what was sent twice is one file; the name stays for people. */
function write(folder: string, name: string, ending: string, content: Buffer): string {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const stem = name
    .slice(0, -ending.length - 1)
    .replaceAll(/[^\p{L}\p{N} ._-]/gu, '_')
    .replace(/^\.+/, '')
    .slice(0, LONGEST_NAME);
  const into = join(folder, sha256.slice(0, 32));
  // What was named first is what it is called.
  const path = join(into, `${stem || 'attachment'}.${ending}`);
  if (existsSync(path)) return path;
  mkdirSync(into, { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, content);
  renameSync(partial, path);
  return path;
}
