import { BowerbirdError } from '@bowerbird/core';
import type { KeyvStorageAdapter } from 'keyv';
import { isPostgresClass, postgresSource } from '../postgres/postgres-source.ts';
import { postgresStore } from '../postgres/postgres-store.ts';
import { type KeyvCache, keyvCache } from './keyv-cache.ts';

/**
 * The cache on the storage adapter that a module exports by default, as in `store: { keyv: "@keyv/redis", options: … }`.
 * @param module what `import()` of it gave
 * @param options what its constructor takes first
 * @param name names the module in errors
 * @throws {BowerbirdError} `CONFIG_INVALID` when the module exports no storage adapter for Keyv 6
 */
export function keyvCacheFrom(module: object, options: unknown, name = 'the module'): KeyvCache {
  const Adapter = findConstructor(module);
  if (!Adapter) {
    throw new BowerbirdError('CONFIG_INVALID', `${name} has no class as its default export`, {
      hint: 'Name a storage adapter for Keyv 6, such as @keyv/redis.',
    });
  }
  try {
    return keyvCache(makeStore(Adapter, options), { about: name });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new BowerbirdError('CONFIG_INVALID', `${name} cannot keep the cache: ${message}`, {
      hint: error instanceof BowerbirdError ? error.hint : 'Check the options of the adapter.',
      cause: error,
    });
  }
}

type AdapterConstructor = new (options: unknown) => KeyvStorageAdapter;

function makeStore(Adapter: AdapterConstructor, options: unknown): KeyvStorageAdapter {
  if (!isPostgresClass(Adapter)) return new Adapter(options);
  const source = postgresSource(Adapter, options);
  return postgresStore(source.make(), source);
}

function findConstructor(module: object): AdapterConstructor | undefined {
  const exported = 'default' in module ? module.default : undefined;
  // A CommonJS module that was compiled from ESM has its default export one level further down.
  const inner =
    typeof exported === 'object' && exported && 'default' in exported ? exported.default : exported;
  return typeof inner === 'function' ? (inner as AdapterConstructor) : undefined;
}
