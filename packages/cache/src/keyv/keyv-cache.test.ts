import { Keyv, KeyvBridgeAdapter, KeyvMemoryAdapter, type KeyvStorageAdapter } from 'keyv';
import { describe, expect, it } from 'vitest';
import { BreakableStore } from '../../test/broken-store.ts';
import { keyvCache } from './keyv-cache.ts';

const failed = (message: RegExp) => ({
  code: 'CACHE_FAILED',
  message: expect.stringMatching(message),
  hint: expect.any(String),
});

describe('keyvCache on a store that fails', () => {
  function broken() {
    const store = new BreakableStore();
    return { store, cache: keyvCache(store.asAdapter(), { about: 'the shelf' }) };
  }

  it.each(['rejects', 'emits'] as const)('throws where the store %s', async (failure) => {
    const { store, cache } = broken();
    store.failure = failure;
    await expect(cache.getMany(['a'])).rejects.toMatchObject(failed(/read from the shelf: connection lost/));
    await expect(cache.setMany([{ key: 'a', value: 'x' }])).rejects.toMatchObject(
      failed(/write to the shelf/),
    );
    await expect(cache.deleteMany(['a'])).rejects.toMatchObject(failed(/delete from the shelf/));
    await expect(Array.fromAsync(cache.scan!(''))).rejects.toMatchObject(failed(/list the shelf/));
  });

  it('throws where the store says that it did not do it', async () => {
    const { store, cache } = broken();
    store.failure = 'says no';
    await expect(cache.getMany(['a'])).rejects.toMatchObject(failed(/did not do all of it/));
    await expect(cache.setMany([{ key: 'a', value: 'x' }])).rejects.toMatchObject(
      failed(/did not do all of it/),
    );
  });

  it('answers again when the store is back, and does not ask it for nothing', async () => {
    const { store, cache } = broken();
    await cache.setMany([{ key: 'a', value: 'x' }]);
    store.failure = 'emits';
    await expect(cache.getMany(['a'])).rejects.toMatchObject(failed(/connection lost/));
    store.failure = undefined;
    expect(await cache.getMany(['a', 'b'])).toEqual(['x', undefined]);
    const { calls } = store;
    await cache.getMany([]);
    await cache.setMany([]);
    await cache.deleteMany([]);
    expect(store.calls).toBe(calls);
  });

  it('outlives an error that the store emits between calls', async () => {
    const { store, cache } = broken();
    await cache.setMany([{ key: 'a', value: 'x' }]);
    store.emit('error', new Error('reconnecting'));
    expect(await cache.getMany(['a', 'b'])).toEqual(['x', undefined]);
  });

  it('outlives an error that a Keyv passes on', async () => {
    const store = new BreakableStore();
    const cache = keyvCache(new Keyv({ store: store.asAdapter() }));
    store.emit('error', new Error('reconnecting'));
    expect(await cache.getMany(['a'])).toEqual([undefined]);
  });

  it('says so when it cannot be closed', async () => {
    const { store, cache } = broken();
    store.failure = 'rejects';
    await expect(cache.close()).rejects.toMatchObject(failed(/close the shelf/));
  });
});

describe('keyvCache on damaged entries', () => {
  it('takes them for misses, counts them, and replaces them', async () => {
    const store = new Map<string, unknown>();
    const cache = keyvCache(store);
    await cache.setMany(['a', 'b', 'c', 'd'].map((key) => ({ key, value: 'value' })));
    const { value: raw } = store.get('a') as { value: string };
    store.set('a', { value: raw.replace('value', 'valve') });
    store.set('b', { value: '{"value":"written by a Keyv"}' });
    store.set('c', { value: 42 });
    expect(await cache.getMany(['a', 'b', 'c', 'd', 'e'])).toEqual([
      undefined,
      undefined,
      undefined,
      'value',
      undefined,
    ]);
    expect(cache.counts().damaged).toBe(3);
    await cache.setMany(['a', 'b', 'c'].map((key) => ({ key, value: 'again' })));
    expect(await cache.getMany(['a', 'b', 'c'])).toEqual(['again', 'again', 'again']);
    expect(cache.counts().damaged).toBe(3);
  });

  it('does not count what has expired', async () => {
    const cache = keyvCache(new Map());
    await cache.setMany([{ key: 'a', value: 'value', expires: 1 }]);
    expect(await cache.getMany(['a'])).toEqual([undefined]);
    expect(cache.counts().damaged).toBe(0);
  });
});

describe('keyvCache on what it cannot use', () => {
  const refused = { code: 'CONFIG_INVALID', hint: expect.any(String) };
  const bridged = {
    get: async () => undefined,
    set: async () => {},
    delete: async () => true,
    clear: async () => {},
  };

  it.each([
    ['nothing', undefined],
    ['text', 'redis://localhost'],
    ['an adapter for Keyv 5', bridged],
    ['a namespace', new KeyvMemoryAdapter(new Map(), { namespace: 'ns' })],
    ['a Keyv with a namespace', new Keyv({ namespace: 'ns' })],
    ['a Keyv with a TTL', new Keyv({ ttl: 1000 })],
    ['a Keyv that compresses', new Keyv({ compression: { compress: String, decompress: String } })],
    ['a Keyv that encrypts', new Keyv({ encryption: { encrypt: String, decrypt: String } })],
  ])('refuses %s', (_, source) => {
    expect(() => keyvCache(source as KeyvStorageAdapter)).toThrow(expect.objectContaining(refused));
  });

  it('has no scan on a store that cannot list its keys', async () => {
    const store = new BreakableStore();
    Object.assign(store, { iterator: undefined });
    expect(keyvCache(store.asAdapter()).scan).toBeUndefined();
    expect(keyvCache(new KeyvBridgeAdapter(bridged)).scan).toBeUndefined();
    const keyless = { get() {}, set() {}, delete() {}, clear() {}, has() {} };
    expect(keyvCache(new KeyvMemoryAdapter(keyless as never)).scan).toBeUndefined();
  });
});
