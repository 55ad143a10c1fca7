import type { CacheAmount } from '@bowerbird/core';
import type { KeyvStorageAdapter } from 'keyv';
import { DAMAGED, decode } from './envelope.ts';

const BATCH = 500;

/**
 * Deletes what has expired from a store that cannot do so by itself: every entry is read. One that is written anew between its
 * reading and its deletion goes too, which is a miss at the next look.
 */
export async function pruneByReading(
  store: Pick<KeyvStorageAdapter, 'getMany' | 'deleteMany'>,
  keys: () => AsyncIterable<string>,
): Promise<CacheAmount> {
  const total = { entries: 0, bytes: 0 };
  // All keys first: a store need not hold still while entries are deleted under its listing.
  const all = await Array.fromAsync(keys());
  for (let start = 0; start < all.length; start += BATCH) {
    const batch = all.slice(start, start + BATCH);
    const raws = await store.getMany<string>(batch);
    const expired: string[] = [];
    for (const [index, key] of batch.entries()) {
      const raw = raws[index];
      if (!(await hasExpired(key, raw))) continue;
      expired.push(key);
      total.bytes += Buffer.byteLength(String(raw));
    }
    if (expired.length > 0) await store.deleteMany(expired);
    total.entries += expired.length;
  }
  return total;
}

async function hasExpired(key: string, raw: unknown): Promise<boolean> {
  if (raw === undefined || raw === null) return false;
  const found = await decode(key, raw);
  return found !== DAMAGED && found.expires !== undefined && found.expires <= Date.now();
}
