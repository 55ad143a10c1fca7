import type { AnyDefinition, CacheAdapter, Home } from '@bowerbird/core';

/** What a cache can do beside what all can. It must have just what is named here. */
export interface CacheAbilities {
  /** `scan()` lists its keys. Default: true. */
  readonly scan?: boolean | undefined;
  /** It can be closed. Default: true. */
  readonly close?: boolean | undefined;
  /** `getEntries()` tells when entries expire. */
  readonly entries?: boolean | undefined;
  /** `lease()`, and claims in `setMany()`. */
  readonly leases?: boolean | undefined;
  /** `usage()` tells how much it holds. */
  readonly usage?: boolean | undefined;
  /** `prune()` deletes what has expired: all of it `when asked`, or it has deleted some `by itself` before. */
  readonly prune?: 'when asked' | 'by itself' | undefined;
  /** `counts()` tells what has happened. */
  readonly counts?: boolean | undefined;
  /** Which keys its store cannot hold. Such a key must be refused, and never be mistaken for another. */
  readonly refuses?: ((key: string) => boolean) | undefined;
  /**
   * Opens one whose store cannot answer: a port where nobody listens, a connection that is cut. `false`: its store cannot fail, as
   * memory cannot. A definition that keeps its files in `home.state` needs no such function: it is opened where no folder can be.
   */
  readonly broken?: ((home: Home) => CacheAdapter | Promise<CacheAdapter>) | false | undefined;
}

/** What `cacheSuite` must know of a cache that comes with a definition. */
export interface CacheSuiteOptions extends CacheAbilities {
  /** Options as in an rc file; or a function that makes them for each test, such as a new table, where the cache is not in its home. */
  readonly options?: unknown;
  /** `false`: its schema of options has no JSON Schema half. */
  readonly jsonSchema?: boolean | undefined;
  /** `false`: what one instance writes no other one sees, as with memory. Default: all instances with one home share what they hold. */
  readonly shared?: boolean | undefined;
}

/** A cache that comes without a definition. */
export interface CacheSource {
  /** How tests call it. */
  readonly name: string;
  /** Opens an empty one. It may use the folders of `home`, which are new for each test. */
  open(home: Home): CacheAdapter | Promise<CacheAdapter>;
  /** Opens another one on what `open` has opened last. Absent: no two can share it. */
  again?(home: Home): CacheAdapter | Promise<CacheAdapter>;
}

/** Definition of a cache adapter, whatever its options. */
export type AnyCacheDefinition = Extract<AnyDefinition, { readonly kind: 'cache-adapter' }>;
