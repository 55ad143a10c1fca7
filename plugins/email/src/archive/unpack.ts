import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { CollectError } from '@bowerbird/core';

// Mail shrinks to a fifth, log mails to a fiftieth. What grows more is a bomb.
const MOST_GROWTH = 200;
const LEAST_LIMIT = 256 * 1024 * 1024;

/**
 * Writes what is in a gzip file to `target`, whole or not at all. A file that breaks off gives what it has.
 * @throws {CollectError} `SOURCE_TOO_LARGE` when it grows beyond all measure, `SOURCE_INVALID` when it is damaged
 */
export async function unpack(path: string, target: string, signal: AbortSignal): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const limit = Math.max(LEAST_LIMIT, (await stat(path)).size * MOST_GROWTH);
  let total = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length;
      done(total > limit ? tooLarge(path, limit) : null, chunk);
    },
  });
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    await pipeline(createReadStream(path), gunzip, bounded, createWriteStream(partial), { signal });
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? damaged(path, error) : error;
  }
}

function tooLarge(path: string, limit: number): CollectError {
  return new CollectError('SOURCE_TOO_LARGE', `${path} unpacks to more than ${limit} bytes`, {
    recovery: 'next',
    hint: 'If that is right, unpack it yourself and name the file that comes out.',
  });
}

function damaged(path: string, cause: unknown): CollectError {
  return new CollectError('SOURCE_INVALID', `${path} cannot be unpacked: it is damaged`, {
    recovery: 'next',
    hint: 'Fetch it again.',
    cause,
  });
}
