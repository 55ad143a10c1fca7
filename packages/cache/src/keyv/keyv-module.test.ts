import * as keyvPostgres from '@keyv/postgres';
import * as keyvRedis from '@keyv/redis';
import * as keyvSqlite from '@keyv/sqlite';
import { KeyvMemoryAdapter } from 'keyv';
import { describe, expect, it } from 'vitest';
import { keyvCacheFrom } from './keyv-module.ts';

class Namespaced extends KeyvMemoryAdapter {
  constructor() {
    super(new Map(), { namespace: 'ns' });
  }
}

class Picky {
  constructor() {
    throw new Error('no such host');
  }
}

describe('keyvCacheFrom', () => {
  it('makes a cache on the adapter that a module exports', async () => {
    const cache = keyvCacheFrom(keyvSqlite, { driver: 'node:sqlite' }, '@keyv/sqlite');
    await cache.setMany([{ key: 'a', value: 'x' }]);
    expect(await cache.getMany(['a'])).toEqual(['x']);
    await cache.close();
  });

  it('gives the options to the constructor, also that of a CommonJS module', async () => {
    let given: unknown;
    class Adapter extends KeyvMemoryAdapter {
      constructor(options: unknown) {
        super(new Map());
        given = options;
      }
    }
    keyvCacheFrom({ default: { default: Adapter } }, { url: 'redis://here' });
    expect(given).toEqual({ url: 'redis://here' });
  });

  it.each([
    ['@keyv/redis', keyvRedis, 'redis://127.0.0.1:1'],
    [
      '@keyv/redis with options',
      keyvRedis,
      { url: 'redis://127.0.0.1:1', socket: { reconnectStrategy: false } },
    ],
    ['@keyv/postgres', keyvPostgres, 'postgresql://127.0.0.1:1/none'],
    ['@keyv/postgres with options', keyvPostgres, { uri: 'postgresql://127.0.0.1:1/none', max: 1 }],
  ])('fails and closes where nobody answers for %s', async (name, module, options) => {
    const cache = keyvCacheFrom(module, options, name);
    for (let call = 0; call < 2; call++) {
      await expect(cache.getMany(['a'])).rejects.toMatchObject({
        code: 'CACHE_FAILED',
        message: expect.stringMatching(new RegExp(`^cannot read from ${name}: .*ECONNREFUSED`)),
      });
    }
    await cache.close();
  });

  it.each([
    ['no default export', {}, /has no class/],
    ['another default export', { default: 'text' }, /has no class/],
    [
      'a class that is no adapter',
      { default: class {} },
      /cannot keep the cache: .*no storage adapter for Keyv 6/,
    ],
    ['an adapter with a namespace', { default: Namespaced }, /namespace "ns"/],
    ['an adapter that refuses its options', { default: Picky }, /no such host/],
  ])('refuses %s', (_, module, message) => {
    expect(() => keyvCacheFrom(module, {}, 'keyv-shelf')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(message),
        hint: expect.any(String),
      }),
    );
    expect(() => keyvCacheFrom(module, {}, 'keyv-shelf')).toThrow(/^keyv-shelf/);
  });
});
