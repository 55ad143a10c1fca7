import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type CollectContext, CollectError } from '@bowerbird/core';
import type { MediaFacts } from './media-parse.ts';

/** How long an audio is. */
export interface Duration {
  /** In seconds: it is not longer. */
  readonly most: number;
  /** What its header says, in seconds. */
  readonly expected?: number | undefined;
  readonly channels?: number | undefined;
}

// No codec for speech that is in use takes less, in bits a second: AMR at its lowest has 4,750.
const LEAST_BITRATE = 4000;
const SHORTEST_BOUND_SECONDS = 60;

/** How long a local file is, by its header, and by its size where that says nothing. @param url `file:` URL */
export async function durationOf(url: string, context: CollectContext): Promise<Duration> {
  const path = fileURLToPath(url);
  const { size } = await stat(path).catch((cause: unknown) => {
    throw notThere(path, cause);
  });
  return boundsOf(size, await factsOf(path, context));
}

async function factsOf(path: string, context: CollectContext): Promise<MediaFacts> {
  try {
    return await context.compute<MediaFacts>(new URL(import.meta.resolve('#media')), { path });
  } catch (error) {
    context.signal.throwIfAborted();
    context.log(`${path} is priced by its size, as its header cannot be read: ${String(error)}`);
    return {};
  }
}

/** What size and header of a file say together. A header that understates must not make a price too low. */
export function boundsOf(size: number, { seconds, bitrate, channels, rate }: MediaFacts): Duration {
  const bySize = Math.max(SHORTEST_BOUND_SECONDS, (size * 8) / LEAST_BITRATE);
  if (seconds === undefined || !(seconds > 0 && Number.isFinite(seconds))) return { most: bySize, channels };
  const byRate = bitrate === undefined || !(bitrate > 0) ? undefined : (size * 8) / bitrate;
  // Who writes a file while it is recorded leaves the length at its highest.
  const expected = rate === 'constant' && byRate !== undefined ? Math.min(seconds, byRate) : seconds;
  // Files that were joined have the header of the first.
  const most = rate === 'average' && byRate !== undefined ? Math.max(expected, byRate) : expected;
  return { most: most + 1, expected, channels };
}

export function notThere(path: string, cause: unknown): CollectError {
  return new CollectError('SOURCE_NOT_FOUND', `${path} cannot be read`, {
    recovery: 'next',
    hint: 'Check the path, or take the source out of the list.',
    cause,
  });
}

/** What a file says when its bytes are others than those that were ordered. */
export function changed(path: string): CollectError {
  return new CollectError('SOURCE_INVALID', `${path} has changed since the run began`, {
    recovery: 'next',
    hint: 'Run again: nothing was bought for it.',
  });
}
