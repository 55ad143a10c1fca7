import { BowerbirdError } from '@bowerbird/core';

/** @throws {BowerbirdError} `CACHE_FAILED` when the cache is closed, or a key cannot be one */
export function ensureUsable(closed: boolean, keys: readonly string[]): void {
  if (closed) throw new BowerbirdError('CACHE_FAILED', 'the cache is closed', { hint: 'Open it again.' });
  for (const key of keys) {
    // As UTF-8 all halves of surrogate pairs are one character: two keys would share one entry.
    if (key.isWellFormed()) continue;
    throw new BowerbirdError('CACHE_FAILED', `${JSON.stringify(key)} cannot be a key of the cache`, {
      hint: 'It holds half of a surrogate pair. Use a key generator that makes well-formed text, such as sha256.',
    });
  }
}

/** Whether an entry may still be given out. Times in epoch milliseconds. */
export function isLive({ expires }: { readonly expires?: number | undefined }, now: number): boolean {
  return expires === undefined || expires > now;
}
