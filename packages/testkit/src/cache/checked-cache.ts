import type { CacheAdapter, CacheAmount, CacheEntry, LeaseClaim } from '@bowerbird/core';
import { ensure, fail, show } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';

const LARGE = 500;

/** A cache whose calls must succeed: one that rejects, or answers what is no answer, fails the test and says what to do. */
export class CheckedCache {
  readonly cache: CacheAdapter;

  constructor(cache: CacheAdapter) {
    this.cache = cache;
  }

  async getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    const values = await this.#call('getMany', () => this.cache.getMany(keys), keys.length);
    ensureAnswers('getMany', keys, values, 'undefined or a string', (value) => typeof value === 'string');
    return values;
  }

  async getEntries(keys: readonly string[]): Promise<readonly (CacheEntry | undefined)[]> {
    const { cache } = this;
    ensure(cache.getEntries, 'it has no getEntries()', 'Write it, or leave `entries` out of the suite.');
    const getEntries = cache.getEntries.bind(cache);
    const entries = await this.#call('getEntries', () => getEntries(keys), keys.length);
    const isEntry = (value: unknown) => typeof value === 'object' && value !== null;
    ensureAnswers('getEntries', keys, entries, 'undefined or an entry', isEntry);
    return entries;
  }

  setMany(entries: readonly CacheEntry[], claim?: LeaseClaim): Promise<void> {
    const { cache } = this;
    const remedy =
      claim &&
      'With a claim setMany() writes as without, while that owner has the lease, through any instance.';
    return this.#call('setMany', () => cache.setMany(entries, claim), entries.length, remedy);
  }

  /** Writes values that never expire. */
  keep(values: Readonly<Record<string, string>>): Promise<void> {
    return this.setMany(Object.entries(values).map(([key, value]) => ({ key, value })));
  }

  deleteMany(keys: readonly string[]): Promise<void> {
    return this.#call('deleteMany', () => this.cache.deleteMany(keys), keys.length);
  }

  /** The keys that begin with `prefix`, sorted. */
  async list(prefix = ''): Promise<readonly string[]> {
    const { cache } = this;
    ensure(cache.scan, 'it has no scan()', 'Write it, or tell the suite `scan: false`.');
    const scan = cache.scan.bind(cache);
    const keys = await this.#call('scan', () => Array.fromAsync(scan(prefix)));
    return keys.sort();
  }

  lease(key: string, owner: string, until: number): Promise<boolean> {
    const { cache } = this;
    ensure(cache.lease, 'it has no lease()', 'Write it, or leave `leases` out of the suite.');
    const lease = cache.lease.bind(cache);
    return this.#call('lease', () => lease(key, owner, until));
  }

  usage(): Promise<CacheAmount> {
    const { cache } = this;
    ensure(cache.usage, 'it has no usage()', 'Write it, or leave `usage` out of the suite.');
    return this.#call('usage', cache.usage.bind(cache));
  }

  prune(): Promise<CacheAmount> {
    const { cache } = this;
    ensure(cache.prune, 'it has no prune()', 'Write it, or leave `prune` out of the suite.');
    return this.#call('prune', cache.prune.bind(cache));
  }

  /** @throws {AssertionError} unless these are the values of the keys */
  async ensureHolds(
    keys: readonly string[],
    expected: readonly (string | undefined)[],
    wrong: string,
    remedy: string,
  ): Promise<void> {
    const values = await this.getMany(keys);
    const at = expected.findIndex((value, index) => values[index] !== value);
    if (at < 0) return;
    const asked = keys.length === 1 ? '' : `, number ${at} of ${keys.length} keys,`;
    fail(`${wrong}: ${show(keys[at])}${asked} has ${show(values[at])}, not ${show(expected[at])}`, remedy);
  }

  async #call<T>(name: string, work: () => Promise<T>, size = 1, remedy = remedyFor(name, size)): Promise<T> {
    const doing = size === 1 ? `${name}()` : `${name}() of ${size} keys`;
    // A file for each key may be synced one by one.
    const made = await settled(doing, work, remedy, 3000 + size);
    if (made.status === 'fulfilled') return made.value;
    return fail(`${doing} failed: ${show(made.reason)}`, remedy, made.reason);
  }
}

/** As `Promise.all`, and none of them goes on when it rejects: their folder is about to be taken away. */
export async function allOf<T>(calls: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(calls);
  return Promise.all(calls);
}

function remedyFor(name: string, size: number): string {
  if (size === 0) return `An empty batch is nothing to do: let ${name}() return at once.`;
  if (size >= LARGE)
    return `${name}() must take batches of any size: split them below the limit of the store, in one transaction if it has them.`;
  return `${name}() may reject only when the store cannot answer: find out what it minds about this call.`;
}

function ensureAnswers(
  name: string,
  keys: readonly string[],
  answers: readonly unknown[],
  expected: string,
  fits: (value: unknown) => boolean,
): void {
  ensure(
    Array.isArray(answers) && answers.length === keys.length,
    `${name}() of ${keys.length === 1 ? 'one key' : `${keys.length} keys`} answers ${Array.isArray(answers) ? `${answers.length} values` : show(answers)}`,
    'Answer an array with one value for each key, in the order of the keys, also where keys repeat or are missing.',
  );
  const at = answers.findIndex((value) => value !== undefined && !fits(value));
  ensure(
    at < 0,
    `${name}() answers ${show(answers[at])} for the key ${show(keys[at])}, and not ${expected}`,
    'Give back the very string that was written, and `undefined` (not null, not an object of the store) for what is missing.',
  );
}
