import type { CacheEntry } from '@bowerbird/core';
import type { CacheInvalidated, InvalidateFilter } from '../cache-api.ts';
import { entryKey, type Labels } from '../store/answers.ts';
import { parseRecord } from '../store/evidence.ts';
import type { AnswerKey } from '../store/records.ts';
import { parseRefusal, parseRefusalKey } from '../store/refusals.ts';
import { findByKey } from './answers.ts';
import { inBatches } from './batches.ts';
import type { Answer, Listing } from './listing.ts';

/**
 * Marks answers, and the originals that they rest on, as never compared with their sources, and forgets what had refused. Whole keys
 * need no list.
 */
export async function invalidateAnswers(
  listing: Listing,
  which: InvalidateFilter,
  collectors: readonly string[],
): Promise<CacheInvalidated> {
  const marked = { answers: 0, originals: 0 };
  for (const batch of inBatches(await Array.fromAsync(findAnswers(listing, which, collectors)))) {
    marked.answers += batch.length;
    marked.originals += await mark(listing, batch);
  }
  const refusals = (await listing.isPossible()) ? await forgetRefusals(listing, which) : 0;
  return { ...marked, refusals };
}

async function* findAnswers(
  listing: Listing,
  which: InvalidateFilter,
  collectors: readonly string[],
): AsyncGenerator<Answer> {
  if (await listing.isPossible()) {
    for await (const answer of listing.answers(which.collector)) {
      const { key, entry } = answer;
      if (isMeant(which, key, entry, entry.checked)) yield answer;
    }
    return;
  }
  // Without a list only whole keys can be found; anything else is refused by the listing itself.
  if (which.keys === undefined) yield* listing.answers(which.collector);
  for (const key of which.keys ?? []) {
    const answer = await findByKey(listing, collectors, key);
    if (answer && isMeant(which, answer.key, answer.entry, answer.entry.checked)) yield answer;
  }
}

/** How many records of originals. */
async function mark(listing: Listing, answers: readonly Answer[]): Promise<number> {
  const cache = await listing.cache();
  const entries: CacheEntry[] = answers.map(({ key, entry }) => ({
    key: entryKey(key),
    value: JSON.stringify({ ...entry, checked: 0 }),
  }));
  const keys = [...new Set(answers.flatMap(({ entry }) => entry.evidence.map((use) => use.key)))];
  const values = await cache.getMany(keys);
  const records = keys.flatMap((key, index) => {
    const record = parseRecord(values[index]);
    return record ? [{ key, value: JSON.stringify({ ...record, checked: 0 }) }] : [];
  });
  await cache.setMany([...entries, ...records]);
  return records.length;
}

async function forgetRefusals(listing: Listing, which: InvalidateFilter): Promise<number> {
  const cache = await listing.cache();
  const prefix = which.collector === undefined ? 'refusal/' : `refusal/${which.collector}/`;
  const meant: string[] = [];
  for await (const { key, value } of listing.entries(prefix)) {
    const refusal = parseRefusal(value);
    const of = parseRefusalKey(key);
    if (refusal && of && isMeant(which, of, refusal, refusal.told)) meant.push(key);
  }
  if (meant.length > 0) await cache.deleteMany(meant);
  return meant.length;
}

/** @param time epoch milliseconds: when it was compared, or told */
function isMeant(
  which: InvalidateFilter,
  { collector, key }: AnswerKey,
  labels: Labels,
  time: number,
): boolean {
  const { keys, olderThanMs } = which;
  return (
    (keys === undefined || keys.some((wanted) => key.startsWith(wanted))) &&
    (which.collector === undefined || collector === which.collector) &&
    (which.pipeline === undefined || labels.pipeline === which.pipeline) &&
    (which.tag === undefined || labels.tags?.includes(which.tag) === true) &&
    (olderThanMs === undefined || time < Date.now() - olderThanMs)
  );
}
