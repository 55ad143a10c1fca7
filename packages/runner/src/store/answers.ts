import { sha256 } from '@bowerbird/cache';
import type { CacheAdapter, CacheEntry, Document } from '@bowerbird/core';
import { type AnswerKey, parseStoredKey, parseVersioned } from './records.ts';

/** By what an answer is found beside its key. Absent in what was kept before there were any. */
export interface Labels {
  /** The pipeline that collected it. */
  readonly pipeline?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** The labels of what a pipeline collects now. */
export function labelsOf(pipeline: string, tags: readonly string[]): Labels {
  return { pipeline, ...(tags.length > 0 && { tags }) };
}

/** What is kept about one request: enough to tell whether its documents still hold, without reading them. */
export interface Entry extends Labels {
  readonly version: 1;
  readonly collector: string;
  /** As the user wrote it, for listings. */
  readonly source: string;
  readonly revision: number;
  /** Epoch milliseconds: when the originals were retrieved. */
  readonly retrieved: number;
  /** Epoch milliseconds: when it was last compared with its source. */
  readonly checked: number;
  /** Milliseconds that it took to bring it from its source; absent: not known. */
  readonly tookMs?: number | undefined;
  /** SHA-256 of the documents: their name in the store. */
  readonly digest: string;
  /** How many. */
  readonly documents: number;
  readonly evidence: readonly EvidenceUse[];
  readonly files: readonly FileUse[];
  /** Whether evidence and files are all that the documents rest on: then the runner can compare them by itself. */
  readonly complete: boolean;
  /** What was paid for it: it stays as it is, whatever its age. */
  readonly paid?: {
    /** SHA-256 of the answer. */
    readonly digest: string;
    /** US dollars. */
    readonly cost: number;
    readonly provider: string;
  };
  /** Why it is not there any more. */
  readonly gone?: string | undefined;
}

/** An original that an answer rests on. */
export interface EvidenceUse {
  /** Its record in the store. */
  readonly key: string;
  /** SHA-256 of its bytes. */
  readonly digest: string;
}

/** A local file that an answer rests on. */
export interface FileUse {
  readonly path: string;
  readonly sha256: string;
}

/** Documents and the entries that tell about them, in batches. */
export class AnswerStore {
  readonly #cache: CacheAdapter;

  constructor(cache: CacheAdapter) {
    this.#cache = cache;
  }

  async readEntries(keys: readonly AnswerKey[]): Promise<readonly (Entry | undefined)[]> {
    const values = await this.#cache.getMany(keys.map(entryKey));
    return values.map(parseEntry);
  }

  async readDocuments(digests: readonly string[]): Promise<readonly (readonly Document[] | undefined)[]> {
    const values = await this.#cache.getMany(digests.map(documentsKey));
    return values.map(parseDocuments);
  }

  /** Writes an entry with its documents and what is to stand beside it, in one batch. */
  async write(
    key: AnswerKey,
    entry: Omit<Entry, 'digest' | 'documents' | 'version'>,
    documents: readonly Document[],
    beside: readonly CacheEntry[],
  ): Promise<Entry> {
    const value = JSON.stringify(documents);
    const whole: Entry = { version: 1, ...entry, digest: sha256(value), documents: documents.length };
    await this.#cache.setMany([
      { key: documentsKey(whole.digest), value },
      { key: entryKey(key), value: JSON.stringify(whole) },
      ...beside,
    ]);
    return whole;
  }

  /** Writes an entry whose documents are there already. */
  async touch(key: AnswerKey, entry: Entry, ...beside: readonly CacheEntry[]): Promise<void> {
    await this.#cache.setMany([{ key: entryKey(key), value: JSON.stringify(entry) }, ...beside]);
  }
}

// Clocks of machines that share a store differ a little.
const CLOCK_SKEW_MS = 5 * 60_000;

/** Whether a time lies ahead: then it was written by a clock that was wrong, and says nothing. */
export function isAhead(time: number): boolean {
  return time > Date.now() + CLOCK_SKEW_MS;
}

/** The key of an entry in the store. */
export function entryKey({ collector, key }: AnswerKey): string {
  return `answer/${collector}/${key}`;
}

/** The key of the documents with a digest. */
export function documentsKey(digest: string): string {
  return `documents/${digest}`;
}

/** The other way round: whose entry a key of the store is, if it is one. */
export function parseEntryKey(stored: string): AnswerKey | undefined {
  return parseStoredKey('answer', stored);
}

/** An entry of another version is a miss: what it rests on is still there. */
export function parseEntry(value: string | undefined): Entry | undefined {
  return parseVersioned(value);
}

function parseDocuments(value: string | undefined): readonly Document[] | undefined {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value) as readonly Document[];
  } catch {
    // Damage that the cache's own checksum let through is a miss like any other.
    return undefined;
  }
}
