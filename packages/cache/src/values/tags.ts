import { LRUCache } from 'lru-cache';

/** Everything has this tag. */
export const ALL = '*';

/** The tag of what has a name. */
export function tagOfName(name: string): string {
  return `name:${name.toWellFormed()}`;
}

/** A tag as a user gives it, which must not be one of the above. */
export function userTag(tag: string): string {
  return `tag:${tag.toWellFormed()}`;
}

/** How tags are kept: the time before which all that has the tag is invalid. */
export interface TagStore {
  read(tags: readonly string[]): Promise<readonly (number | undefined)[]>;
  write(tag: string, cutoff: number): Promise<void>;
}

// As long an invalidation by another process may go unseen.
const REMEMBER_MS = 1000;
// So many tags are remembered; the others are read again.
const MOST = 10_000;

/** Which records have been invalidated. One entry a tag says so: nothing needs to be listed, however many have it. */
export class Tags {
  readonly #store: TagStore;
  readonly #known = new LRUCache<string, { readonly cutoff: number; readonly readAt: number }>({ max: MOST });
  #latest = 0;

  constructor(store: TagStore) {
    this.#store = store;
  }

  /** A time at which something is stored now, and which no invalidation that was before covers. */
  now(): number {
    return Math.max(Date.now(), this.#latest + 1);
  }

  /** For a moment later: whether a record is invalid. The cutoffs of all tags that are met are read at once. */
  async look(
    records: readonly { readonly tags: readonly string[] }[],
  ): Promise<(record: { readonly tags: readonly string[]; readonly storedAt: number }) => boolean> {
    if (records.length === 0) return () => false;
    const now = Date.now();
    const met = new Set([ALL, ...records.flatMap(({ tags }) => tags)]);
    const old = [...met].filter((tag) => (this.#known.get(tag)?.readAt ?? 0) <= now - REMEMBER_MS);
    if (old.length > 0) {
      const cutoffs = await this.#store.read(old);
      for (const [index, tag] of old.entries()) this.#note(tag, cutoffs[index] ?? 0, now);
    }
    return (record) => this.covers(record);
  }

  /** Whether what is known makes a record invalid. */
  covers({ tags, storedAt }: { readonly tags: readonly string[]; readonly storedAt: number }): boolean {
    const cutoffOf = (tag: string) => this.#known.get(tag)?.cutoff ?? 0;
    return cutoffOf(ALL) >= storedAt || tags.some((tag) => cutoffOf(tag) >= storedAt);
  }

  /** Makes everything with the tag invalid that was stored until then. */
  async invalidate(tag: string, cutoff: number): Promise<void> {
    const [before = 0] = await this.#store.read([tag]);
    const later = Math.max(before, cutoff);
    this.#note(tag, later, Date.now());
    await this.#store.write(tag, later);
  }

  #note(tag: string, cutoff: number, readAt: number): void {
    this.#known.set(tag, { cutoff: Math.max(cutoff, this.#known.get(tag)?.cutoff ?? 0), readAt });
    this.#latest = Math.max(this.#latest, cutoff);
  }
}
