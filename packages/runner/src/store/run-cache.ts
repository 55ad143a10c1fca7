import { batchingCache, type CacheCall, degradingCache } from '@bowerbird/cache';
import { type CacheAdapter, type CacheCounts, toErrorData } from '@bowerbird/core';
import { inNamespace, type OpenedCache } from './open.ts';
import { parseVersioned } from './records.ts';

/** Something that is to be told at the end of a run. */
export interface Remark {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly pipeline?: string | undefined;
}

interface Failure {
  readonly error: unknown;
  times: number;
}

/** The namespaces that were ever used in a store: under a key that no namespace has. */
interface Namespaces {
  readonly version: 1;
  readonly names: readonly string[];
}

const NAMESPACES = 'namespaces';

const CONSEQUENCES: Readonly<Record<CacheCall, string>> = {
  read: 'in reading; what it may hold was brought again',
  write: 'in writing; the next run brings that again',
};

/** The cache as one run sees it: when it fails, free work goes on as if nothing were there, and that is told once. */
export class RunCache {
  readonly cache: CacheAdapter;
  readonly namespace: string | undefined;
  readonly #opened: OpenedCache;
  readonly #store: CacheAdapter;
  readonly #before: CacheCounts;
  readonly #failures = new Map<CacheCall, Failure>();

  constructor(opened: OpenedCache) {
    this.#opened = opened;
    this.#before = opened.told;
    this.namespace = opened.namespace;
    this.#store = degradingCache(batchingCache(opened.store), (error, call) => this.#note(error, call));
    this.cache = this.under(opened.namespace);
  }

  /** Whether a call has failed: then nothing may be decided on what it does not hold. */
  get failed(): boolean {
    return this.#failures.size > 0;
  }

  /** @throws what the first call that failed has thrown */
  throwIfFailed(): void {
    for (const { error } of this.#failures.values()) throw error;
  }

  /** The part of the same store that a namespace has. */
  under(namespace: string | undefined): CacheAdapter {
    return inNamespace(this.#store, namespace);
  }

  /** The other namespaces that were ever used in the store; `undefined` stands for none. */
  async otherNamespaces(): Promise<readonly (string | undefined)[]> {
    const all = [undefined, ...(await this.#readNamespaces())];
    return all.filter((namespace) => namespace !== this.namespace);
  }

  /** Notes the namespace in the store. */
  async noteNamespace(): Promise<void> {
    const { namespace } = this;
    if (namespace === undefined) return;
    const noted = await this.#readNamespaces();
    if (noted.includes(namespace)) return;
    const namespaces: Namespaces = { version: 1, names: [...noted, namespace] };
    await this.#store.setMany([{ key: NAMESPACES, value: JSON.stringify(namespaces) }]);
  }

  async #readNamespaces(): Promise<readonly string[]> {
    const [value] = await this.#store.getMany([NAMESPACES]);
    return parseVersioned<Namespaces>(value)?.names ?? [];
  }

  /** What has happened in it since the run began. */
  counts(): CacheCounts {
    const { damaged, evicted } = this.#opened.counts();
    const before = this.#before;
    let errors = 0;
    for (const { times } of this.#failures.values()) errors += times;
    return { damaged: damaged - before.damaged, evicted: evicted - before.evicted, errors };
  }

  /** At the end of the run: what happens after that is for the next one. */
  remarks(): readonly Remark[] {
    const { damaged } = this.counts();
    this.#opened.told = this.#opened.counts();
    const failures = [...this.#failures].map(([call, failure]) => describe(call, failure));
    if (damaged === 0) return failures;
    const [were, they] =
      damaged === 1 ? ['entry of the cache was', 'it'] : ['entries of the cache were', 'they'];
    return [
      { message: `${damaged} damaged ${were} passed over; what ${they} held was brought again` },
      ...failures,
    ];
  }

  #note(error: unknown, call: CacheCall): void {
    const failure = this.#failures.get(call);
    if (failure) failure.times++;
    else this.#failures.set(call, { error, times: 1 });
  }
}

function describe(call: CacheCall, { error, times }: Failure): Remark {
  const { message, hint } = toErrorData(error, 'CACHE_FAILED');
  const often = times === 1 ? 'once' : `${times} times`;
  return {
    message: `the cache failed ${often} ${CONSEQUENCES[call]}: ${message}`,
    hint: hint ?? 'Check that its store can be reached, or go without it for once with --no-cache.',
  };
}
