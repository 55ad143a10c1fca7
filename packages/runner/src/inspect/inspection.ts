import type { Count } from '@bowerbird/cache';
import { BowerbirdError } from '@bowerbird/core';
import type { AnswerFilter, CacheInspection, InvalidateFilter } from '../cache-api.ts';
import { getAnswer, listAnswers, type Policies } from './answers.ts';
import { clearCache } from './clear.ts';
import { invalidateAnswers } from './invalidate.ts';
import type { Listing } from './listing.ts';
import { pruneCache } from './prune.ts';
import { measureStats } from './stats.ts';
import { verifyCache } from './verify.ts';

/** What an inspection looks at beside the cache. */
export interface InspectionParts {
  readonly policies: Policies;
  /** The names of all collectors. */
  readonly collectors: readonly string[];
  /** What all runs have counted. */
  readonly counts: () => Promise<readonly Count[]>;
}

/** What a cache holds, in the words of its users. */
export class StoreInspection implements CacheInspection {
  readonly location: string;
  readonly #listing: Listing;
  readonly #parts: InspectionParts;

  constructor(listing: Listing, parts: InspectionParts) {
    this.location = listing.location;
    this.#listing = listing;
    this.#parts = parts;
  }

  async stats() {
    return measureStats(this.#listing, await this.#parts.counts());
  }

  list(filter: AnswerFilter = {}) {
    return listAnswers(this.#listing, this.#parts.policies, filter);
  }

  get(wanted: string) {
    return getAnswer(this.#listing, this.#parts.policies, this.#parts.collectors, wanted);
  }

  clear({ collector }: { readonly collector?: string | undefined } = {}) {
    return clearCache(this.#listing, collector);
  }

  prune({ dryRun = false }: { readonly dryRun?: boolean | undefined } = {}) {
    return pruneCache(this.#listing, dryRun);
  }

  async invalidate(which: InvalidateFilter) {
    if (Object.values(which).every((value) => value === undefined)) {
      throw new BowerbirdError('CONFIG_INVALID', 'nothing says which answers to invalidate', {
        hint: 'Name keys, a tag, a collector, a pipeline or an age.',
      });
    }
    return invalidateAnswers(this.#listing, which, this.#parts.collectors);
  }

  verify({ repair = false }: { readonly repair?: boolean | undefined } = {}) {
    return verifyCache(this.#listing, repair);
  }
}
