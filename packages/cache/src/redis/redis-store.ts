import { BowerbirdError, type LeaseClaim } from '@bowerbird/core';
import type { KeyvStorageAdapter, KeyvStorageEntry } from 'keyv';
import type { AbleStore, StoreEntry } from '../keyv/store-abilities.ts';
import { type RedisAdapter, RedisConnection } from './redis-connection.ts';
import { takeLease, writeClaimed } from './redis-leases.ts';

const PAGE = 1000;

/** Whether it is a `KeyvRedis`. Told by what it has: the adapter is an optional dependency. */
export function isRedis(store: KeyvStorageAdapter): store is RedisAdapter {
  return 'getClient' in store && 'client' in store && !('keysFrom' in store);
}

/**
 * A `KeyvRedis` with what it lacks: leases, a list of all keys that reads no values, and a prompt answer while the server cannot
 * be reached. What has expired is deleted by Redis itself. On a cluster or behind sentinels there are no leases.
 * @throws {BowerbirdError} `CONFIG_INVALID`
 */
export function redisStore(adapter: RedisAdapter): AbleStore {
  const { client } = adapter;
  if (client.options?.keyPrefix) {
    throw new BowerbirdError('CONFIG_INVALID', 'the Redis client has a keyPrefix', {
      hint: 'Leave it out, and set `namespace` of the cache instead.',
    });
  }
  // The adapter goes on to do what is not replaced here.
  const around: RedisAdapter = Object.create(adapter);
  // Else its list leaves out keys with `::`.
  if ('slots' in client || 'getSentinelNode' in client)
    return Object.assign(around, { noNamespaceAffectsAll: true });
  return Object.assign(around, abilities(adapter, new RedisConnection(adapter)));
}

function abilities(adapter: RedisAdapter, connection: RedisConnection) {
  return {
    keepsExpiry: true,
    async getMany<Value>(keys: string[]) {
      await connection.ready();
      return adapter.getMany<Value>(keys);
    },
    async setMany<Value>(entries: KeyvStorageEntry<Value>[]) {
      await connection.ready();
      return adapter.setMany(entries.map(withTime));
    },
    async deleteMany(keys: string[]) {
      await connection.ready();
      return adapter.deleteMany(keys);
    },
    async *keysFrom(prefix: string) {
      yield* scan(await connection.ready(), prefix);
    },
    async lease(key: string, owner: string, until: number) {
      return takeLease(await connection.ready(), key, owner, until);
    },
    async setManyClaimed(entries: readonly StoreEntry[], claim: LeaseClaim) {
      return writeClaimed(await connection.ready(), entries.map(withTime), claim);
    },
    async prune() {
      await connection.ready();
      // Redis does so by itself.
      return { entries: 0, bytes: 0 };
    },
    disconnect: () => connection.close(),
  };
}

async function* scan(client: RedisAdapter['client'], prefix: string): AsyncGenerator<string> {
  const pattern = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
  // A scan may come by a key twice. Leases are no strings.
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const page = await client.scan(cursor, { MATCH: pattern, COUNT: PAGE, TYPE: 'string' });
    cursor = String(page.cursor);
    for (const key of page.keys) {
      if (seen.has(key)) continue;
      seen.add(key);
      yield key;
    }
  } while (cursor !== '0');
}

// Redis takes whole milliseconds from 1 on.
function withTime<Entry extends { readonly expires?: number | undefined }>(entry: Entry): Entry {
  const { expires } = entry;
  return expires === undefined ? entry : { ...entry, expires: Math.max(1, Math.ceil(expires)) };
}
