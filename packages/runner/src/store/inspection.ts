import { BowerbirdError, type CacheAdapter } from '@bowerbird/core';
import type { CachedAnswer, CacheInspection, CacheStats } from '../api.ts';
import { type AnswerKey, AnswerStore, type Entry, parseEntry, parseEntryKey } from './answers.ts';
import { parseEvidenceKey, parseRecord } from './evidence.ts';

const BATCH = 100;

/** What a cache holds, in the words of its users. The cache is opened at the first question. */
export class StoreInspection implements CacheInspection {
  readonly location: string;
  readonly #open: () => Promise<CacheAdapter>;

  constructor(location: string, open: () => Promise<CacheAdapter>) {
    this.location = location;
    this.#open = open;
  }

  async stats(): Promise<CacheStats> {
    const total = { entries: 0, answers: 0, originals: 0, bytes: 0 };
    const collectors = new Map<string, { collector: string; answers: number; originals: number }>();
    const of = (collector: string) => {
      const counts = collectors.get(collector) ?? { collector, answers: 0, originals: 0 };
      collectors.set(collector, counts);
      return counts;
    };
    for await (const { key, value } of this.#entries('')) {
      total.entries++;
      total.bytes += Buffer.byteLength(value);
      const answer = parseEntryKey(key);
      const evidence = parseEvidenceKey(key);
      if (answer) {
        total.answers++;
        of(answer.collector).answers++;
      } else if (evidence) {
        total.originals++;
        of(evidence.collector).originals++;
      }
    }
    return {
      ...total,
      collectors: [...collectors.values()].sort((a, b) => a.collector.localeCompare(b.collector)),
    };
  }

  async *list(filter: { readonly collector?: string | undefined } = {}): AsyncGenerator<CachedAnswer> {
    for await (const { key, entry } of this.#answers(filter.collector)) yield describe(key, entry);
  }

  async get(wanted: string) {
    for await (const { key, entry } of this.#answers(undefined)) {
      if (!key.key.startsWith(wanted)) continue;
      const [documents] = await new AnswerStore(await this.#open()).readDocuments([entry.digest]);
      return { answer: describe(key, entry), documents: documents ?? [] };
    }
    return undefined;
  }

  /** What one collector brought goes with its originals, as far as nothing else rests on them. */
  async clear({ collector }: { readonly collector?: string | undefined } = {}): Promise<number> {
    if (collector === undefined) return this.#deleteAll('', () => true);
    let deleted = await this.#deleteAll(`answer/${collector}/`, () => true);
    deleted += await this.#deleteAll(`evidence/${collector}/`, () => true);
    const used = new Set<string>();
    for await (const { entry } of this.#answers(undefined)) used.add(`documents/${entry.digest}`);
    for await (const { value } of this.#entries('evidence/')) {
      const digest = parseRecord(value)?.digest;
      if (digest) used.add(`original/${digest}`);
    }
    deleted += await this.#deleteAll('documents/', (key) => !used.has(key));
    return deleted + (await this.#deleteAll('original/', (key) => !used.has(key)));
  }

  async #deleteAll(prefix: string, unwanted: (key: string) => boolean): Promise<number> {
    const cache = await this.#open();
    let deleted = 0;
    for await (const keys of this.#keys(prefix)) {
      const surplus = keys.filter(unwanted);
      await cache.deleteMany(surplus);
      deleted += surplus.length;
    }
    return deleted;
  }

  async *#answers(
    collector: string | undefined,
  ): AsyncGenerator<{ readonly key: AnswerKey; readonly entry: Entry }> {
    for await (const { key: stored, value } of this.#entries(
      collector === undefined ? 'answer/' : `answer/${collector}/`,
    )) {
      const key = parseEntryKey(stored);
      const entry = parseEntry(value);
      if (key && entry) yield { key, entry };
    }
  }

  async *#entries(prefix: string): AsyncGenerator<{ readonly key: string; readonly value: string }> {
    const cache = await this.#open();
    for await (const keys of this.#keys(prefix)) {
      const values = await cache.getMany(keys);
      for (const [index, key] of keys.entries()) {
        const value = values[index];
        if (value !== undefined) yield { key, value };
      }
    }
  }

  /** All keys first, then in batches: a store need not hold still while entries are deleted under its listing. */
  async *#keys(prefix: string): AsyncGenerator<readonly string[]> {
    const cache = await this.#open();
    if (!cache.scan) {
      throw new BowerbirdError('CACHE_FAILED', `the cache ${this.location} cannot list what it holds`, {
        hint: 'Use the tools of its store.',
      });
    }
    const keys: string[] = [];
    for await (const key of cache.scan(prefix)) keys.push(key);
    for (let start = 0; start < keys.length; start += BATCH) yield keys.slice(start, start + BATCH);
  }
}

function describe({ key, collector }: AnswerKey, entry: Entry): CachedAnswer {
  return {
    key,
    collector,
    source: entry.source,
    retrieved: new Date(entry.retrieved).toISOString(),
    checked: new Date(entry.checked).toISOString(),
    documents: entry.documents,
    gone: entry.gone !== undefined,
  };
}
