import { randomBytes, randomUUID } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { sqliteCache } from './sqlite-cache.ts';

const folder = temporaryFolder();
const newFile = () => join(folder, randomUUID(), 'cache.sqlite');
const HOUR_MS = 3_600_000;
const MB = 1024 ** 2;
/** About so many bytes that no compression makes smaller. */
const noise = (bytes: number) => randomBytes((bytes * 3) / 4).toString('base64');

afterEach(() => {
  vi.useRealTimers();
});

describe('the size limit of a SQLite cache', () => {
  it.each([1000, 60_000])(
    'holds while entries of %i bytes are written, and the newest are there',
    async (bytes) => {
      const file = newFile();
      const cache = await sqliteCache({ file, maxBytes: 4 * MB, compressAbove: Number.POSITIVE_INFINITY });
      const total = Math.ceil((12 * MB) / bytes);
      for (let start = 0; start < total; start += 10) {
        await cache.setMany(
          Array.from({ length: 10 }, (_, index) => ({ key: `key:${start + index}`, value: noise(bytes) })),
        );
        expect((await cache.usage!()).bytes).toBeLessThan(5 * MB);
      }
      const { evicted } = cache.counts();
      const { entries } = await cache.usage!();
      const written = 10 * Math.ceil(total / 10);
      expect(entries + evicted).toBe(written);
      expect(entries).toBeGreaterThan(written / 6);
      const newest = Array.from({ length: 5 }, (_, index) => `key:${written - 1 - index}`);
      expect((await cache.getMany(newest)).every((value) => value !== undefined)).toBe(true);
      await cache.close();
      expect(statSync(file).size).toBeLessThan(6 * MB);
    },
  );

  it('throws out what was used longest ago, not what was written first', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const cache = await sqliteCache({ file: newFile(), maxBytes: 4 * MB });
    const old = Array.from({ length: 300 }, (_, index) => `old:${index}`);
    const used = Array.from({ length: 100 }, (_, index) => `used:${index}`);
    const write = (keys: readonly string[]) =>
      cache.setMany(keys.map((key) => ({ key, value: noise(8000) })));
    await write(used);
    await write(old);
    vi.setSystemTime(Date.now() + 2 * HOUR_MS);
    await cache.getMany(used);
    for (let round = 0; round < 20; round++) {
      await write(Array.from({ length: 10 }, (_, index) => `new:${round}:${index}`));
      // Every use counts, and a row is written for it once an hour at most.
      for (let again = 0; again < 12; again++) await cache.getMany(used);
    }
    const left = async (keys: readonly string[]) =>
      (await cache.getMany(keys)).filter((value) => value !== undefined).length / keys.length;
    expect(await left(used)).toBeGreaterThan(await left(old));
    expect(await left(used)).toBeGreaterThan(0.85);
    await cache.close();
  });
});

describe('what has expired in a SQLite cache', () => {
  it('goes while something is written, and gives its room back when it is pruned', async () => {
    const file = newFile();
    const cache = await sqliteCache({ file });
    const expires = Date.now() - 1;
    await cache.setMany(
      Array.from({ length: 1000 }, (_, index) => ({ key: `old:${index}`, value: noise(5000), expires })),
    );
    await cache.setMany([{ key: 'kept', value: 'x' }]);
    await cache.setMany([{ key: 'large', value: noise(2 * MB) }]);
    expect((await cache.usage!()).entries).toBeLessThan(1002);
    await cache.prune!();
    expect(await cache.usage!()).toMatchObject({ entries: 2 });
    await cache.close();
    expect(statSync(file).size).toBeLessThan(3 * MB);
  });

  it('loses nothing that was written anew', async () => {
    const cache = await sqliteCache({ file: newFile() });
    await cache.setMany([{ key: 'a', value: 'old', expires: 1 }]);
    await Promise.all([cache.prune!(), cache.setMany([{ key: 'a', value: 'new' }]), cache.prune!()]);
    expect(await cache.getMany(['a'])).toEqual(['new']);
    await cache.close();
  });
});

describe('a damaged database', () => {
  it('stays beside the new one until that is pruned', async () => {
    const file = newFile();
    const first = await sqliteCache({ file });
    await first.setMany([{ key: 'a', value: 'x' }]);
    await first.close();
    writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 3\0'), randomBytes(8176)]));
    const cache = await sqliteCache({ file });
    await cache.setMany([{ key: 'b', value: 'y' }]);
    expect(statSync(file).size).toBe(8192);
    await cache.prune!();
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
    expect(await cache.getMany(['b'])).toEqual(['y']);
    await cache.close();
  });

  it('is left by all who have it open, and none of them loses what another writes after that', async () => {
    const file = newFile();
    const [one, other] = await Promise.all([sqliteCache({ file }), sqliteCache({ file })]);
    await one.setMany(Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: 'x' })));
    const outside = new DatabaseSync(file);
    outside.exec('DROP TABLE keyv');
    outside.close();
    await one.setMany([{ key: 'from one', value: '1' }]);
    await other.setMany([{ key: 'from other', value: '2' }]);
    const both = ['from one', 'from other', 'k7'];
    const third = await sqliteCache({ file });
    const seen = await third.getMany(both);
    expect(await one.getMany(both)).toEqual(seen);
    expect(await other.getMany(both)).toEqual(seen);
    expect(seen.slice(0, 2)).toEqual(['1', '2']);
    await Promise.all([one.close(), other.close(), third.close()]);
  });
});
