import type { CacheAmount } from '@bowerbird/core';
import type { CachePruned } from '../cache-api.ts';
import { documentsKey, entryKey } from '../store/answers.ts';
import { originalKey, parseRecord } from '../store/evidence.ts';
import { parseSource, parseSourceKey } from '../store/sources.ts';
import { inBatches } from './batches.ts';
import type { Listing } from './listing.ts';

// What is younger, a run that goes on may be about to rest an answer on.
const YOUNG_MS = 3600_000;

/** Throws away what has expired, and what no answer rests on: documents, originals with their records, and what leads to answers. */
export async function pruneCache(listing: Listing, dryRun: boolean): Promise<CachePruned> {
  const unused = await findUnused(listing);
  const cache = await listing.cache();
  const total = { entries: 0, bytes: 0 };
  for (const keys of inBatches(unused)) {
    const values = await cache.getMany(keys);
    for (const value of values) {
      if (value === undefined) continue;
      total.entries++;
      total.bytes += Buffer.byteLength(value);
    }
    if (!dryRun) await cache.deleteMany(keys);
  }
  const expired: CacheAmount | undefined = dryRun ? undefined : await cache.prune?.();
  return { expired, unused: total };
}

/** The keys are listed before the answers are read: what is written meanwhile is not among them. */
async function findUnused(listing: Listing): Promise<readonly string[]> {
  const documents = await listAll(listing, 'documents/');
  const originals = await listAll(listing, 'original/');
  const records = await readEvidence(listing);
  const sources = await readSourceRecords(listing);
  const used = await readUsed(listing);
  const unusedRecords = [...records].filter(([key, { old }]) => old && !used.has(key)).map(([key]) => key);
  for (const key of unusedRecords) records.delete(key);
  for (const { original } of records.values()) used.add(original);
  return [
    ...documents.filter((key) => !used.has(key)),
    ...unusedRecords,
    ...originals.filter((key) => !used.has(key)),
    ...[...sources].filter(([, answer]) => !used.has(answer)).map(([key]) => key),
  ];
}

interface EvidenceMark {
  /** Key of the bytes. */
  readonly original: string;
  readonly old: boolean;
}

async function readEvidence(listing: Listing): Promise<Map<string, EvidenceMark>> {
  const records = new Map<string, EvidenceMark>();
  for await (const { key, value } of listing.entries('evidence/')) {
    const record = parseRecord(value);
    const touched = record ? Math.max(record.checked, record.retrieved) : 0;
    records.set(key, { original: originalKey(record?.digest ?? ''), old: touched < Date.now() - YOUNG_MS });
  }
  return records;
}

/** What leads to answers, with the keys of these. */
async function readSourceRecords(listing: Listing): Promise<ReadonlyMap<string, string>> {
  const sources = new Map<string, string>();
  for await (const { key, value } of listing.entries('source/')) {
    sources.set(key, `answer/${parseSourceKey(key)?.collector}/${parseSource(value)?.key}`);
  }
  return sources;
}

/** The keys of all answers and of what they rest on. */
async function readUsed(listing: Listing): Promise<Set<string>> {
  const used = new Set<string>();
  for await (const { key, entry } of listing.answers()) {
    used.add(entryKey(key)).add(documentsKey(entry.digest));
    for (const evidence of entry.evidence) used.add(evidence.key);
  }
  return used;
}

async function listAll(listing: Listing, prefix: string): Promise<readonly string[]> {
  return (await Array.fromAsync(listing.keys(prefix))).flat();
}
