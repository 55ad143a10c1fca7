import type { CacheAmount } from '@bowerbird/core';
import { documentsKey } from '../store/answers.ts';
import { originalKey, parseRecord } from '../store/evidence.ts';
import type { Listing } from './listing.ts';

/** Throws away everything, or what one collector brought with its originals, as far as nothing else rests on them. */
export async function clearCache(listing: Listing, collector: string | undefined): Promise<CacheAmount> {
  const before = await listing.measure();
  const entries = collector === undefined ? await deleteAll(listing, '') : await clearOne(listing, collector);
  // Some stores give the room back only then.
  await (await listing.cache()).prune?.();
  const after = await listing.measure();
  return { entries, bytes: Math.max(0, (before?.bytes ?? 0) - (after?.bytes ?? 0)) };
}

const OF_A_COLLECTOR = ['answer', 'evidence', 'refusal', 'source'];

async function clearOne(listing: Listing, collector: string): Promise<number> {
  let deleted = 0;
  for (const kind of OF_A_COLLECTOR) deleted += await deleteAll(listing, `${kind}/${collector}/`);
  const used = new Set<string>();
  for await (const { entry } of listing.answers()) used.add(documentsKey(entry.digest));
  for await (const { value } of listing.entries('evidence/')) {
    const digest = parseRecord(value)?.digest;
    if (digest) used.add(originalKey(digest));
  }
  deleted += await deleteAll(listing, 'documents/', used);
  return deleted + (await deleteAll(listing, 'original/', used));
}

async function deleteAll(
  listing: Listing,
  prefix: string,
  but: ReadonlySet<string> = new Set(),
): Promise<number> {
  const cache = await listing.cache();
  let deleted = 0;
  for await (const keys of listing.keys(prefix)) {
    const surplus = keys.filter((key) => !but.has(key));
    await cache.deleteMany(surplus);
    deleted += surplus.length;
  }
  return deleted;
}
