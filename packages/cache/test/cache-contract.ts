import type { CacheAdapter } from '@bowerbird/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAbilities, describeTwo } from './ability-contract.ts';

/** What a cache can do beside what all can. What is left out it must not have. */
export interface Abilities {
  /** Another connection to what `open` has opened. */
  readonly again?: (() => Promise<CacheAdapter> | CacheAdapter) | undefined;
  readonly entries?: boolean | undefined;
  readonly leases?: boolean | undefined;
  readonly usage?: boolean | undefined;
  /** Whether it deletes what has expired when it is asked to, or also before. */
  readonly prune?: 'when asked' | 'by itself' | undefined;
  readonly counts?: boolean | undefined;
  /** What cannot be a key. Whatever it is, it is refused and never mistaken. */
  readonly refuses?: ((key: string) => boolean) | undefined;
}

/** What every cache must do, whatever it is kept in. `open` makes an empty one. */
export function describeCache(
  name: string,
  open: () => Promise<CacheAdapter> | CacheAdapter,
  abilities: Abilities = {},
): void {
  const { refuses = () => false } = abilities;
  const usable = (key: string) => !refuses(key);

  describe(name, () => {
    let cache: CacheAdapter;
    beforeEach(async () => {
      cache = await open();
    });
    afterEach(() => cache.close?.());
    describeAbilities(() => cache, abilities);
    describeTwo(() => cache, abilities);

    const keep = (values: Record<string, string>) =>
      cache.setMany(Object.entries(values).map(([key, value]) => ({ key, value })));
    const listed = async (prefix: string) => (await Array.fromAsync(cache.scan!(prefix))).sort();

    it('answers in the order of the keys, which may repeat', async () => {
      await keep({ a: '1', b: '2', c: '3' });
      expect(await cache.getMany(['c', 'a', 'none', 'b', 'a'])).toEqual(['3', '1', undefined, '2', '1']);
    });

    it('takes empty batches', async () => {
      await cache.setMany([]);
      await cache.deleteMany([]);
      expect(await cache.getMany([])).toEqual([]);
    });

    it('lets the later entry of one key win, in a batch and after it', async () => {
      await cache.setMany([
        { key: 'a', value: 'first' },
        { key: 'b', value: 'other' },
        { key: 'a', value: 'second' },
      ]);
      expect(await cache.getMany(['a', 'b'])).toEqual(['second', 'other']);
      await keep({ a: 'third' });
      expect(await cache.getMany(['a'])).toEqual(['third']);
    });

    it.each([2500, 10_001])('takes %d keys at once', async (count) => {
      const keys = Array.from({ length: count }, (_, index) => `key:${index}`);
      await cache.setMany(keys.map((key) => ({ key, value: key.toUpperCase() })));
      expect(await cache.getMany(keys)).toEqual(keys.map((key) => key.toUpperCase()));
      await cache.deleteMany(keys);
      expect(await cache.getMany(keys)).toEqual(keys.map(() => undefined));
    });

    it('deletes what is there and does not mind what is not', async () => {
      await keep({ a: '1', b: '2' });
      await cache.deleteMany(['a', 'none', 'a']);
      expect(await cache.getMany(['a', 'b'])).toEqual([undefined, '2']);
    });

    it('does not give out what has expired, and holds what is written in its place', async () => {
      const now = Date.now();
      await cache.setMany([
        { key: 'past', value: 'x', expires: now - 1 },
        { key: 'long past', value: 'x', expires: 0 },
        { key: 'future', value: 'y', expires: now + 86_400_000 },
        { key: 'far future', value: 'z', expires: now + 100 * 365 * 86_400_000 },
      ]);
      expect(await cache.getMany(['past', 'long past', 'future', 'far future'])).toEqual([
        undefined,
        undefined,
        'y',
        'z',
      ]);
      await keep({ past: 'fresh' });
      expect(await cache.getMany(['past'])).toEqual(['fresh']);
    });

    it.each([
      ['the empty string', ''],
      ['JSON', '{"value":"x","expires":1}'],
      ['a JSON string', '"quoted"'],
      ['null', 'null'],
      ['a leading colon', ':x'],
      ['Keyv 5 text', ':base64:eA=='],
      ['what looks like an entry', 'b1t00000000|x'],
      ['NUL', 'a\0b\0'],
      ['several lines', '\r\n\t\u2028'],
      ['other scripts', 'Zoë 漢字 👩‍👩‍👧 \u0065\u0301'],
      ['half a surrogate pair', 'a\ud800b\udfff'],
      ['5 MB', 'ä漢x'.repeat(1_700_000)],
    ])('gives back %s as it was', async (_, value) => {
      await keep({ key: value });
      const [got] = await cache.getMany(['key']);
      expect(got === value).toBe(true);
    });

    it('keeps keys apart', async () => {
      const all = [
        '',
        ' ',
        'a',
        'A',
        'a ',
        'a\0',
        'a\0b',
        ':a',
        'a:',
        '::a',
        'a::b',
        'a/b',
        '/',
        '\\',
        '*',
        '?',
        '[a]',
        'é',
        'e\u0301',
        '\ufffd',
        '%',
        '_',
        '1',
        '01',
        '1.0',
      ];
      all.push('k'.repeat(600), `${'k'.repeat(600)}2`, '漢字', '👩‍👩‍👧', "'; DROP TABLE keyv; --", '["a"]');
      const keys = all.filter(usable);
      await cache.setMany(keys.map((key, index) => ({ key, value: String(index) })));
      expect(await cache.getMany(keys)).toEqual(keys.map((_, index) => String(index)));
      for (const [index, key] of keys.entries()) {
        expect(await cache.getMany([key])).toEqual([String(index)]);
      }
    });

    it('lists the keys with a prefix, in which nothing is a wildcard', async () => {
      const keys = [
        'users',
        'users:1',
        'usersAbc',
        'user',
        'Users:1',
        'u%',
        'u_',
        'uX',
        'é:1',
        'e\u0301:1',
        '漢1',
        'n\0ul',
        '\ufeffbom',
        'a*b',
        'aXb',
        'a?b',
        'a[b]',
        'ab',
        'a\\b',
        'ns::key',
        '\ufffd',
      ].filter(usable);
      await cache.setMany(keys.map((key) => ({ key, value: 'x' })));
      const prefixes = [
        '',
        'users',
        'users:',
        'u%',
        'u_',
        'é',
        '漢',
        'n',
        'ns::',
        '\ufeff',
        '\ufffd',
        'none',
      ];
      for (const prefix of [...prefixes, 'a*', 'a?', 'a[', 'a\\', '[ab]', '*']) {
        expect(await listed(prefix)).toEqual(keys.filter((key) => key.startsWith(prefix)).sort());
      }
    });

    it('lists thousands of keys, each once', async () => {
      const keys = Array.from({ length: 2500 }, (_, index) => `k${index}`);
      await cache.setMany(keys.map((key) => ({ key, value: 'x' })));
      expect(await listed('k')).toEqual([...keys].sort());
    });

    it('refuses what cannot be a key, and loses nothing else', async () => {
      await keep({ a: '1' });
      const unusable = ['a\0', 'k'.repeat(256), '漢'.repeat(256), 'k'.repeat(600)].filter(refuses);
      for (const key of unusable) {
        const failed = { code: 'CACHE_FAILED', message: expect.stringContaining('cannot be a key') };
        await expect(keep({ b: '2', [key]: 'x' })).rejects.toMatchObject(failed);
        await expect(cache.getMany(['a', key])).rejects.toMatchObject(failed);
        await expect(cache.deleteMany(['a', key])).rejects.toMatchObject(failed);
      }
      await keep({ ['👩'.repeat(255)]: 'as long as can be' });
      expect(await cache.getMany(['a', 'b', '👩'.repeat(255)])).toEqual([
        '1',
        undefined,
        'as long as can be',
      ]);
    });

    it('refuses keys that have no UTF-8 form: they would share one entry', async () => {
      await expect(cache.getMany(['\ud800'])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
      await expect(keep({ '\ud801': 'x' })).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    });

    it('does as a Map does', async () => {
      const key = fc
        .oneof(fc.constantFrom('a', 'b', 'a:b', 'ab', ''), fc.string({ unit: 'binary', maxLength: 4 }))
        .filter(usable);
      // Any UTF-16 at all, half surrogate pairs too.
      const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 });
      const value = units.map((codes) => String.fromCharCode(...codes));
      const entry = fc.record({ key, value, expires: fc.constantFrom(undefined, undefined, 1, 4e12) });
      const step = fc.oneof(
        fc.record({ set: fc.array(entry, { maxLength: 5 }) }),
        fc.record({ delete: fc.array(key, { maxLength: 3 }) }),
        fc.record({ get: fc.array(key, { maxLength: 5 }) }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
          await cache.deleteMany(await listed(''));
          const model = new Map<string, string | undefined>();
          for (const each of steps) {
            if ('set' in each) {
              await cache.setMany(each.set);
              for (const { key, value, expires } of each.set)
                model.set(key, expires === 1 ? undefined : value);
            } else if ('delete' in each) {
              await cache.deleteMany(each.delete);
              for (const key of each.delete) model.delete(key);
            } else expect(await cache.getMany(each.get)).toEqual(each.get.map((key) => model.get(key)));
          }
          const keys = [...model.keys()].sort();
          // What has expired may be gone already.
          const live = keys.filter((key) => model.get(key) !== undefined);
          const there = await listed('');
          expect(keys).toEqual(expect.arrayContaining(there));
          expect(there).toEqual(expect.arrayContaining(live));
          expect(await cache.getMany(keys)).toEqual(keys.map((key) => model.get(key)));
        }),
        { numRuns: 50 },
      );
    });

    it('fails clearly once it is closed, and closes twice', async () => {
      await cache.close?.();
      await cache.close?.();
      await expect(cache.getMany(['a'])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
      await expect(keep({ a: 'x' })).rejects.toMatchObject({ code: 'CACHE_FAILED' });
      await expect(cache.deleteMany(['a'])).rejects.toMatchObject({ code: 'CACHE_FAILED' });
    });
  });
}
