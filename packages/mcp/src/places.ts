import { readdir, realpath } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BowerbirdError } from '@bowerbird/core';
import { cleanLine } from './text.ts';

/** Which files and folders tools may read. */
export interface Places {
  /** Absolute path of the folder that relative paths start from. */
  readonly base: string;
  /** The folders whose files may be read. */
  readonly roots: readonly string[];
}

/**
 * A source of a tool call as the runner may have it: an address as it is (the runner's client guards it), a path as the absolute one of
 * what it leads to, which is inside a root.
 * @throws {BowerbirdError} `SOURCE_REFUSED`, `SOURCE_NOT_FOUND`
 */
export async function readSource(text: string, places: Places): Promise<string> {
  const typed = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(typed)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return typed;
  if (scheme !== undefined && scheme !== 'file') {
    throw new BowerbirdError('SOURCE_REFUSED', `${name(typed)}: ${scheme}: is no scheme of a source`, {
      hint: 'Give an http: or https: address, or a path.',
    });
  }
  if (typed === '' || typed.includes('\0'))
    throw new BowerbirdError('SOURCE_REFUSED', `${name(typed)} names no file`, { hint: 'Give a path.' });
  return realPath(typed, scheme === 'file' ? pathOfUrl(typed) : resolve(places.base, typed), places);
}

async function realPath(typed: string, path: string, { roots }: Places): Promise<string> {
  const real = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)));
  const within = (file: string) => real.some((root) => root !== undefined && isWithin(root, file));
  const found = await realpath(path).catch(() => undefined);
  // What is outside is refused alike whether it is there or not: the answer tells nothing about it.
  if (found === undefined ? !roots.some((root) => isWithin(root, path)) && !within(path) : !within(found))
    throw refusal(typed, roots);
  if (found === undefined) {
    throw new BowerbirdError('SOURCE_NOT_FOUND', `${name(typed)}: there is no such file or folder`, {
      hint: `Relative paths start at the folder of the rc file.`,
    });
  }
  if (basename(found).startsWith('.env')) {
    throw new BowerbirdError('SOURCE_REFUSED', `${name(typed)} holds the secrets of the rc file`, {
      hint: 'No tool reads it.',
    });
  }
  await refuseLinksOut(found, typed, within, roots);
  return found;
}

/** A collector that walks a folder follows its links. */
async function refuseLinksOut(
  folder: string,
  typed: string,
  within: (file: string) => boolean,
  roots: readonly string[],
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) continue;
    const target = await realpath(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (target !== undefined && !within(target)) throw refusal(`${typed} (by its link ${entry.name})`, roots);
  }
}

function refusal(typed: string, roots: readonly string[]): BowerbirdError {
  const folders = roots.length > 0 ? `only files in ${roots.join(', ')} are read` : 'no files are read';
  return new BowerbirdError('SOURCE_REFUSED', `${name(typed)} is outside: ${folders}`, {
    hint: 'A person can allow a folder: bowerbird mcp --root FOLDER.',
  });
}

function pathOfUrl(text: string): string {
  try {
    return fileURLToPath(text);
  } catch (error) {
    throw new BowerbirdError('SOURCE_REFUSED', `${name(text)} names no local file`, {
      hint: 'A local file is file:///path, without a host.',
      cause: error,
    });
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function name(text: string): string {
  return JSON.stringify(cleanLine(text, 200));
}
