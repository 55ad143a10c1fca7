import type { JsonValue } from '@bowerbird/core';
import { canonicalJson, sha256 } from '../key.ts';
import type { LoadOptions } from './types.ts';
import type { ValueCache } from './value-cache.ts';

/** How a function is cached. */
export interface CachedOptions<Arguments extends readonly unknown[]>
  extends Omit<LoadOptions, 'name' | 'cost' | 'signal'> {
  readonly cache: ValueCache;
  /** Names the function: in keys, statistics and `invalidate`. */
  readonly name: string;
  /** Raise it when the same arguments give other values. Default: 1. */
  readonly version?: number | undefined;
  /** What decides the value. Default: all arguments, which then must be JSON. */
  readonly key?: ((...args: Arguments) => JsonValue) | undefined;
  /** What a call costs, in US dollars: what each hit saves. */
  readonly cost?: number | undefined;
  /** One call in all processes that share the store. Default: true, where the store has leases. */
  readonly lease?: boolean | undefined;
}

/** A function whose values are kept. */
export interface CachedFunction<Arguments extends readonly unknown[], Value> {
  (...args: Arguments): Promise<Value>;
  /** The key of a call. */
  keyOf(...args: Arguments): string;
  /** Makes all its values invalid. */
  invalidate(): Promise<void>;
}

/**
 * An async function with its values kept: same arguments, same value, one call at a time in all processes that share the store.
 * With `paid` the function is not called while the store fails.
 */
export function cached<Arguments extends readonly unknown[], Value>(
  fn: (...args: Arguments) => Promise<Value>,
  options: CachedOptions<Arguments>,
): CachedFunction<Arguments, Value> {
  const { cache, name, version = 1, key, lease = true, ...rest } = options;
  const load = { ...rest, name, lease };
  const keyOf = (...args: Arguments) => {
    const identity = key ? key(...args) : (args as unknown as JsonValue);
    return `${encodeURIComponent(name)}/${version}/${sha256(canonicalJson(identity))}`;
  };
  return Object.assign((...args: Arguments) => cache.getOrSet(keyOf(...args), () => fn(...args), load), {
    keyOf,
    invalidate: () => cache.invalidate({ name }),
  });
}
