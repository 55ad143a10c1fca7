import type { CacheAdapter, Home } from '@bowerbird/core';
import { optionsOf } from '../frame/definition.ts';
import { fail, show } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { settled } from '../frame/settle.ts';
import { CheckedCache } from './checked-cache.ts';
import type { AnyCacheDefinition, CacheAbilities, CacheSource, CacheSuiteOptions } from './options.ts';

/** What a suite is run over: how its caches are opened, and what they can do. */
export interface Subject {
  readonly definition?: AnyCacheDefinition | undefined;
  readonly abilities: CacheAbilities;
  /** Whether two can share what they hold. */
  readonly shared: boolean;
  open(home: Home): Promise<CacheAdapter>;
  /** Another one on the same; absent where there can be none. */
  again?(home: Home): Promise<CacheAdapter>;
}

/** A definition as a subject. Options that are a function are made once for each home. */
export function subjectOfDefinition(definition: AnyCacheDefinition, given: CacheSuiteOptions): Subject {
  const made = new WeakMap<Home, Promise<unknown>>();
  const open = async (home: Home): Promise<CacheAdapter> => {
    const options = made.get(home) ?? optionsOf(definition, optionsFor(given, home));
    made.set(home, options);
    return definition.create(await options, home);
  };
  return {
    definition,
    abilities: given,
    shared: given.shared ?? true,
    open: opening(open),
    again: opening(open),
  };
}

/** The options that a suite was given, for one home. */
export function optionsFor({ options }: CacheSuiteOptions, home: Home): unknown {
  return typeof options === 'function' ? options(home) : options;
}

/** A cache without a definition as a subject. */
export function subjectOfSource(source: CacheSource, abilities: CacheAbilities): Subject {
  const { again } = source;
  return {
    abilities,
    shared: again !== undefined,
    open: opening(async (home) => source.open(home)),
    ...(again && { again: opening(async (home) => again.call(source, home)) }),
  };
}

/** Runs `work` on an empty cache, which is closed afterwards. */
export function withOne(
  subject: Subject,
  work: (cache: CheckedCache, home: Home) => Promise<void>,
): Promise<void> {
  return withHome(async (home) => {
    const cache = await subject.open(home);
    try {
      await work(new CheckedCache(cache), home);
    } finally {
      await closeQuietly(cache);
    }
  });
}

/** Runs `work` on an empty cache, and on another one that shares what it holds; where there can be none, twice the same. */
export function withTwo(
  subject: Subject,
  work: (one: CheckedCache, two: CheckedCache) => Promise<void>,
): Promise<void> {
  return withOne(subject, async (one, home) => {
    if (!subject.shared || !subject.again) return work(one, one);
    const other = await subject.again(home);
    try {
      await work(one, new CheckedCache(other));
    } finally {
      await closeQuietly(other);
    }
  });
}

/** Closes whatever may be open: closing has a test of its own. */
export async function closeQuietly(cache: CacheAdapter): Promise<void> {
  try {
    await cache.close?.();
  } catch {}
}

function opening(open: (home: Home) => Promise<CacheAdapter>): (home: Home) => Promise<CacheAdapter> {
  const remedy = 'Opening must be quick, and must work on a folder that is empty or not yet there.';
  return async (home) => {
    const opened = await settled('opening the cache', () => open(home), remedy);
    if (opened.status === 'fulfilled') return opened.value;
    return fail(`the cache cannot be opened: ${show(opened.reason)}`, remedy, opened.reason);
  };
}
