import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sha256 } from '@bowerbird/cache';
import { type CacheAdapter, CollectError, isCollectError } from '@bowerbird/core';
import pLimit from 'p-limit';
import type { FileUse } from './answers.ts';

// A file that was written this shortly before it was read may be written again within the same tick of the file system's clock.
const SETTLED_MS = 2000;
// More would be no faster, and a process may open few files.
const reading = pLimit(16);

/** Digests of local files, remembered by size, time and inode. */
export class FileDigests {
  readonly #cache: CacheAdapter;

  constructor(cache: CacheAdapter) {
    this.#cache = cache;
  }

  /** SHA-256 in hex. @throws {CollectError} `SOURCE_NOT_FOUND` */
  async digest(path: string): Promise<string> {
    const { mark, settled } = await markOf(path);
    const key = `file/${sha256(path)}`;
    const [known] = await this.#cache.getMany([key]);
    const [knownMark, knownDigest] = known?.split(' ') ?? [];
    if (knownMark === mark && knownDigest !== undefined) return knownDigest;
    const digest = await reading(() => hashFile(path));
    if (settled) await this.#cache.setMany([{ key, value: `${mark} ${digest}` }]);
    return digest;
  }

  /** Whether all the files are still what they were. */
  async areUnchanged(files: readonly FileUse[]): Promise<boolean> {
    for (const file of files) {
      try {
        if ((await this.digest(file.path)) !== file.sha256) return false;
      } catch (error) {
        // Not there, or not to be read: the collector tells, and it costs this one source.
        if (isCollectError(error)) return false;
        throw error;
      }
    }
    return true;
  }
}

/** A path from a path or a `file:` URL. */
export function toPath(path: string): string {
  return path.startsWith('file:') ? fileURLToPath(path) : path;
}

async function markOf(path: string): Promise<{ readonly mark: string; readonly settled: boolean }> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) throw Object.assign(new Error('it is no regular file'), { code: 'no regular file' });
    const { size, mtimeNs, mtimeMs, ino } = found;
    return { mark: `${size}.${mtimeNs}.${ino}`, settled: Date.now() - Number(mtimeMs) > SETTLED_MS };
  } catch (error) {
    throw notReadable(path, error);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    throw notReadable(path, error);
  }
  return hash.digest('hex');
}

function notReadable(path: string, error: unknown): CollectError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new CollectError('SOURCE_NOT_FOUND', `${path} is not there`, { recovery: 'next', cause: error });
  }
  return new CollectError('SOURCE_REFUSED', `${path} cannot be read (${code})`, {
    recovery: 'next',
    hint: 'Check who may read it, and that it is a file.',
    cause: error,
  });
}
