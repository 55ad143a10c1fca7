import { BowerbirdError } from '@bowerbird/core';
import { detectKeyv, type Keyv, KeyvBridgeAdapter, KeyvMemoryAdapter, type KeyvStorageAdapter } from 'keyv';
import { isPostgres, postgresStore } from '../postgres/postgres-store.ts';
import { isRedis, redisStore } from '../redis/redis-store.ts';
import type { AbleStore } from './store-abilities.ts';

/** What a cache can be kept in: a storage adapter for Keyv 6, a `Keyv` on one, or a `Map`. */
export type KeyvSource = KeyvStorageAdapter | Keyv | Map<string, unknown>;

/**
 * The storage adapter behind a source, with what the cache can do for it.
 * @throws {BowerbirdError} `CONFIG_INVALID`
 */
export function resolveStore(source: KeyvSource): AbleStore {
  if (source instanceof Map) return new KeyvMemoryAdapter(source);
  const store = isKeyv(source) ? storeOf(source) : source;
  if (store?.capabilities?.expires !== true) {
    throw refusal(
      'this is no storage adapter for Keyv 6',
      'Adapters for Keyv 5 and older say nothing of their errors that can be relied upon: install the version for Keyv 6.',
    );
  }
  if (store.namespace) {
    throw refusal(
      `the store has the Keyv namespace ${JSON.stringify(store.namespace)}`,
      'Several adapters lose entries in namespaces. Leave it out, and set `namespace` of the cache instead.',
    );
  }
  if (isRedis(store)) return redisStore(store);
  if (isPostgres(store)) return postgresStore(store);
  return store;
}

/** How to list the keys of a store, or `undefined` when it cannot. Entries that have expired are listed too. */
export function scanStore(store: AbleStore): ((prefix: string) => AsyncIterable<string>) | undefined {
  if (store.keysFrom) return store.keysFrom.bind(store);
  const iterator = store.iterator?.bind(store);
  if (!iterator || !hasSomethingToIterate(store)) return undefined;
  return async function* scan(prefix) {
    for await (const [key] of iterator()) {
      if (typeof key === 'string' && key.startsWith(prefix)) yield key;
    }
  };
}

// These two always have an iterator; over a store that cannot list its keys it finds nothing, which is not the truth.
function hasSomethingToIterate(store: KeyvStorageAdapter): boolean {
  if (store instanceof KeyvBridgeAdapter) return store.capabilities.methods.iterator.exists;
  if (store instanceof KeyvMemoryAdapter) return 'entries' in store.store;
  return true;
}

function isKeyv(source: KeyvStorageAdapter | Keyv): source is Keyv {
  return detectKeyv(source).compatible;
}

function storeOf(keyv: Keyv): KeyvStorageAdapter {
  const bypassed = [
    keyv.namespace && 'namespace',
    keyv.ttl !== undefined && 'ttl',
    keyv.compression && 'compression',
    keyv.encryption && 'encryption',
  ].filter((name) => typeof name === 'string' && name !== '');
  if (bypassed.length > 0) {
    throw refusal(
      `the Keyv has ${bypassed.join(', ')}, which the cache does not use`,
      'Give the cache a Keyv without, or its storage adapter.',
    );
  }
  // A Keyv passes on the errors of its store, and throws them where nobody listens.
  keyv.on('error', () => {});
  return keyv.store;
}

function refusal(message: string, hint: string): BowerbirdError {
  return new BowerbirdError('CONFIG_INVALID', message, { hint });
}
