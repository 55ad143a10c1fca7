import type { CacheAmount, Document } from '@bowerbird/core';

/** What the cache holds, for `bowerbird cache`. What needs a list throws `CACHE_FAILED` where the store cannot list. */
export interface CacheInspection {
  /** Where it is, for people. */
  readonly location: string;
  /** What is kept, and what it has saved. Of a store that cannot list, what can be known. */
  stats(): Promise<CacheStats>;
  /** The kept answers, newest first unless the store cannot tell. */
  list(filter?: AnswerFilter): AsyncIterable<CachedAnswer>;
  /** One answer with its documents, by its key; where the store can list, also by the beginning of a key. */
  get(
    key: string,
  ): Promise<{ readonly answer: CachedAnswer; readonly documents: readonly Document[] } | undefined>;
  /** Throws away everything, or what one collector brought. How much that was. */
  clear(filter?: { readonly collector?: string | undefined }): Promise<CacheAmount>;
  /** Throws away what has expired, and what no answer rests on. */
  prune(options?: { readonly dryRun?: boolean | undefined }): Promise<CachePruned>;
  /**
   * Has answers compared with their sources at the next run, whatever their age, and sources asked again that had refused.
   * Everything that `which` says must hold. Deletes no answer.
   */
  invalidate(which: InvalidateFilter): Promise<CacheInvalidated>;
  /** Reads everything, and says what is wrong. With `repair` that is deleted, so that it is brought again. */
  verify(options?: { readonly repair?: boolean | undefined }): Promise<CacheVerified>;
}

/** Which answers. */
export interface AnswerFilter {
  readonly collector?: string | undefined;
  readonly tag?: string | undefined;
  /** Only those that the next run compares with their sources. */
  readonly stale?: boolean | undefined;
}

/** Which answers to have compared. At least one must be there. */
export interface InvalidateFilter {
  /** Keys, or the beginnings of keys: any of them. */
  readonly keys?: readonly string[] | undefined;
  readonly collector?: string | undefined;
  readonly tag?: string | undefined;
  /** The pipeline that collected it. */
  readonly pipeline?: string | undefined;
  /** Not compared with its source for so long. */
  readonly olderThanMs?: number | undefined;
}

/** What a cache has done for all runs since counting began. */
export interface CacheUse {
  /** Answered without calling the collector. */
  readonly hits: number;
  /** Derived again from originals that were here. */
  readonly derived: number;
  /** Delivered though the source could not be reached. */
  readonly stale: number;
  /** Calls of the collector, whatever came of them. */
  readonly misses: number;
  /** Share of the hits in all of them, 0 to 1. */
  readonly hitRate: number;
  /** Calls of collectors that were not made. */
  readonly callsSaved: number;
  /** US dollars. */
  readonly costSaved: number;
}

/** How much a cache holds, and what it has saved. */
export interface CacheStats extends CacheUse {
  /** `undefined`: the store can neither measure itself nor list. */
  readonly entries: number | undefined;
  /** As they lie in the store, where it can measure itself; else of the values. */
  readonly bytes: number | undefined;
  /** `undefined`: the store cannot list. */
  readonly answers: number | undefined;
  readonly originals: number | undefined;
  /** Thrown out to keep within the size limit. */
  readonly evicted: number;
  /** Damaged entries that were read. */
  readonly damaged: number;
  /** Calls that the store could not answer. */
  readonly errors: number;
  /** Where the hit rate is under 40%: why sources were collected again that are kept under another key, and how many. The most first. */
  readonly moved: readonly { readonly reason: string; readonly sources: number }[];
  /** ISO 8601: when counting began; `undefined`: nothing was counted yet. */
  readonly since: string | undefined;
  readonly collectors: readonly CollectorStats[];
}

/** The part of one collector. */
export interface CollectorStats extends CacheUse {
  readonly collector: string;
  readonly answers: number | undefined;
  readonly originals: number | undefined;
}

/** What is kept about one request. */
export interface CachedAnswer {
  readonly key: string;
  readonly collector: string;
  readonly source: string;
  /** ISO 8601. */
  readonly retrieved: string;
  /** ISO 8601: when it was last compared with its source. `undefined`: it is to be compared at the next run. */
  readonly checked: string | undefined;
  /** Whether the next run compares it with its source. */
  readonly stale: boolean;
  readonly documents: number;
  readonly gone: boolean;
  /** The pipeline that collected it; `undefined`: it was kept before this was noted. */
  readonly pipeline: string | undefined;
  readonly tags: readonly string[];
}

/** What was thrown away, or would be. */
export interface CachePruned {
  /** What had expired. `undefined`: the store cannot tell, or it was not looked for. */
  readonly expired: CacheAmount | undefined;
  /** Documents, originals and records that no answer rests on; bytes of the values. */
  readonly unused: CacheAmount;
}

/** What is to be compared or asked again. */
export interface CacheInvalidated {
  readonly answers: number;
  /** The records of originals. */
  readonly originals: number;
  /** Sources that were not there, or had refused. */
  readonly refusals: number;
}

/** What was found wrong. */
export interface CacheVerified {
  /** Everything that was read. */
  readonly read: CacheAmount;
  /** Entries that are not what was written. */
  readonly damaged: number;
  /** Answers whose documents are not there any more, or not what they were. */
  readonly answers: number;
  /** Originals that are not there any more, or not what they were. */
  readonly originals: number;
  /** Deleted with `repair`. */
  readonly removed: number;
}
