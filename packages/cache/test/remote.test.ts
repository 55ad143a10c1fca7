import * as keyvPostgres from '@keyv/postgres';
import * as keyvRedis from '@keyv/redis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeyvCache, keyvCache } from '../src/keyv/keyv-cache.ts';
import { keyvCacheFrom } from '../src/keyv/keyv-module.ts';
import { describePostgres, describeRedis } from './describe-server.ts';
import type { TestServer } from './server-process.ts';

const failed = (message = /./) => ({
  code: 'CACHE_FAILED',
  message: expect.stringMatching(message),
  hint: expect.any(String),
});

const everyCall = (cache: KeyvCache) => [
  () => cache.getMany(['a', 'b']),
  () => cache.setMany([{ key: 'a', value: 'x' }]),
  () => cache.deleteMany(['a']),
  () => Array.fromAsync(cache.scan!('')),
];

/** Waits until the cache can be used, which it must be without being opened again. */
const works = (cache: KeyvCache) =>
  expect
    .poll(() => cache.setMany([{ key: 'back', value: 'y' }]).then(() => cache.getMany(['back'])), {
      timeout: 20_000,
    })
    .toEqual(['y']);

/** What a cache on a server must do while that cannot be reached. An error that nobody catches fails the run. */
function itOutlivesFaults(server: () => TestServer, open: () => KeyvCache, noAnswer: RegExp): void {
  let cache: KeyvCache;
  beforeEach(() => {
    cache = open();
  });
  afterEach(async () => {
    await cache.close();
    await server().stop('SIGKILL');
    await server().start();
  });

  it('fails while the server is down at the start, and works when it has come up', async () => {
    await server().stop();
    const early = open();
    for (const call of everyCall(early)) await expect(call()).rejects.toMatchObject(failed(/ECONNREFUSED/));
    await Promise.all(everyCall(early).map((call) => expect(call()).rejects.toMatchObject(failed())));
    expect(early.counts().errors).toBe(8);
    await server().start();
    await works(early);
    await early.close();
  });

  it('fails while the server is gone, and works when it is back', async () => {
    await works(cache);
    for (let round = 0; round < 3; round++) {
      await server().stop('SIGKILL');
      for (const call of everyCall(cache)) await expect(call()).rejects.toMatchObject(failed());
      await server().start();
      await works(cache);
    }
  });

  it('answers rightly or fails when the server goes in the middle, and calls nothing missing', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `k${index}`);
    const write = () => cache.setMany(keys.map((key) => ({ key, value: key.repeat(1000) })));
    await write();
    const wrong: unknown[] = [];
    const failures: unknown[] = [];
    const note = (error: { code?: unknown }) => {
      (error.code === 'CACHE_FAILED' ? failures : wrong).push(error);
    };
    const read = async () => {
      const values = await cache.getMany(keys);
      wrong.push(...values.filter((value, index) => value !== keys[index]!.repeat(1000)));
    };
    const calls: Promise<unknown>[] = [];
    for (let batch = 0; batch < 40; batch++) {
      calls.push(read().catch(note), write().catch(note));
      if (batch === 20) calls.push(server().stop('SIGKILL'));
      await new Promise(setImmediate);
    }
    await Promise.all(calls);
    expect(wrong).toEqual([]);
    expect(failures.length).toBeGreaterThan(0);
    await server().start();
    await works(cache);
  });

  it('fails while the server hangs, and works when it answers again', async () => {
    await works(cache);
    server().pause();
    const calls = everyCall(cache).map((call) => call());
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(failed(noAnswer))));
    server().resume();
    await works(cache);
  });

  it.each(['SIGKILL', 'SIGSTOP'])('closes although the server has had a %s', async (signal) => {
    await works(cache);
    if (signal === 'SIGKILL') await server().stop('SIGKILL');
    else server().pause();
    const late = cache.getMany(['a']);
    const [end] = await Promise.allSettled([late, cache.close()]);
    expect(end).toMatchObject({ status: 'rejected', reason: failed() });
    await expect(cache.getMany(['a'])).rejects.toMatchObject(failed(/closed/));
  });
}

describeRedis('Redis with faults', (server) => {
  const open = () => keyvCache(new keyvRedis.default(server().url), { timeoutMs: 2000 });
  describe('of the server', () => itOutlivesFaults(server, open, /did not answer within 2 s/));

  it('fails leases and claimed writes while the server is gone, and after it lost them', async () => {
    const cache = open();
    expect(await cache.lease!('job', 'owner', Date.now() + 60_000)).toBe(true);
    await server().stop('SIGKILL');
    const write = () => cache.setMany([{ key: 'a', value: 'x' }], { key: 'job', owner: 'owner' });
    await expect(cache.lease!('job', 'owner', Date.now() + 60_000)).rejects.toMatchObject(failed());
    await expect(write()).rejects.toMatchObject(failed());
    await server().start();
    await works(cache);
    await expect(write()).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(await cache.getMany(['a'])).toEqual([undefined]);
    await cache.close();
  });

  it('refuses a client that changes the keys', () => {
    const change = () => keyvCacheFrom(keyvRedis, { url: server().url, keyPrefix: 'x:' }, '@keyv/redis');
    expect(change).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', hint: expect.stringMatching(/namespace/) }),
    );
  });

  it('lists no key twice, whatever comes and goes meanwhile', async () => {
    const cache = keyvCacheFrom(keyvRedis, server().url, '@keyv/redis');
    const keys = Array.from({ length: 5000 }, (_, index) => `key ${index}`);
    await cache.setMany(keys.map((key) => ({ key, value: 'x' })));
    const listed: string[] = [];
    for await (const key of cache.scan!('key')) {
      listed.push(key);
      if (listed.length % 1000 === 0) {
        await cache.setMany(keys.map((name) => ({ key: `other ${listed.length} ${name}`, value: 'x' })));
      }
    }
    expect(listed.sort()).toEqual(keys.sort());
    await cache.close();
  });
});

describePostgres('PostgreSQL with faults', (server) => {
  const open = (options = {}) =>
    keyvCacheFrom(
      keyvPostgres,
      { uri: server().url, query_timeout: 2000, connectionTimeoutMillis: 2000, ...options },
      '@keyv/postgres',
    );
  describe('of the server', () => itOutlivesFaults(server, open, /timeout/));

  it('has one cache not mind that another one on the same database is closed', async () => {
    const caches = [open(), open(), open()];
    await Promise.all(caches.map((cache) => cache.setMany([{ key: 'a', value: 'x' }])));
    await caches[0]!.close();
    expect(await caches[1]!.getMany(['a'])).toEqual(['x']);
    await caches[1]!.close();
    expect(await caches[2]!.getMany(['a'])).toEqual(['x']);
    await caches[2]!.close();
  });

  it('makes a new table for many at once, and loses nothing', async () => {
    for (let round = 0; round < 10; round++) {
      const caches = Array.from({ length: 6 }, () => open({ table: `round ${round}`, max: 1 }));
      await Promise.all(caches.map((cache, index) => cache.setMany([{ key: `${index}`, value: 'x' }])));
      expect(await Array.fromAsync(caches[0]!.scan!(''))).toHaveLength(6);
      expect(caches.map((cache) => cache.counts().errors)).toEqual([0, 0, 0, 0, 0, 0]);
      await Promise.all(caches.map((cache) => cache.close()));
    }
  });

  it('takes longer keys where the table does, and refuses what does not fit', async () => {
    const cache = open({ table: 'long', keyLength: 1000 });
    const key = 'k'.repeat(1000);
    await cache.setMany([{ key, value: 'x' }]);
    expect(await cache.getMany([key])).toEqual(['x']);
    await expect(cache.getMany([`${key}k`])).rejects.toMatchObject(failed(/more than 1000 characters/));
    await cache.close();
  });

  describe('with an adapter that a program made while the server was down', () => {
    const made = async (table: string) => {
      // Not in order: the adapter does not listen to what the server says at its end, and that would end the process.
      await server().stop('SIGKILL');
      const cache = keyvCache(new keyvPostgres.default({ uri: server().url, table }));
      await expect(cache.getMany(['a'])).rejects.toMatchObject(failed(/ECONNREFUSED/));
      await server().start();
      return cache;
    };

    it('works when the table is there', async () => {
      const before = open({ table: 'there' });
      await before.setMany([{ key: 'a', value: 'x' }]);
      await before.close();
      const cache = await made('there');
      expect(await cache.getMany(['a'])).toEqual(['x']);
      await cache.close();
    });

    it('says what to do when it is not', async () => {
      const cache = await made('not there');
      await expect(cache.getMany(['a'])).rejects.toMatchObject({
        ...failed(/the table "public"."not there" is not there/),
        hint: expect.stringMatching(/Make the adapter again/),
      });
      await cache.close();
    });
  });
});
