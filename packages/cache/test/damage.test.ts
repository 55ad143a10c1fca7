import { randomInt } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sqliteCache } from '../src/index.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const FLIPS = 300;

// Short and long values, text and bytes, so that every kind of page is there.
const entries = Array.from({ length: 150 }, (_, index) => ({
  key: `key:${index}`,
  value: `${index} `.repeat(1 + ((index * 7919) % 3000)),
  ...(index % 5 === 0 && { expires: 4e12 }),
}));
const keys = entries.map(({ key }) => key);
const truth = new Map(entries.map(({ key, value }) => [key, value]));

/** Opens, reads, writes, lists and prunes. What the entries were read as, in all readings. */
async function useAll(file: string) {
  const cache = await sqliteCache({ file });
  const read = [await cache.getMany(keys)];
  await cache.setMany([{ key: 'new', value: 'written after the damage' }]);
  await cache.deleteMany(['key:149']);
  for await (const key of cache.scan!('')) expect(typeof key).toBe('string');
  await cache.lease!('job', 'owner', Date.now() + 1000);
  await cache.prune!();
  read.push(await cache.getMany(keys));
  const fresh = await cache.getMany(['new']);
  const { damaged, errors } = cache.counts();
  await cache.close();
  return { read, fresh, damaged, errors };
}

describe('a database in which one byte has been flipped', () => {
  it(`is used without an error or a wrong value, ${FLIPS} times`, async () => {
    const whole = join(folder, 'whole.sqlite');
    const cache = await sqliteCache({ file: whole });
    for (let start = 0; start < entries.length; start += 10)
      await cache.setMany(entries.slice(start, start + 10));
    await cache.close();
    const bytes = readFileSync(whole);
    let lost = 0;
    for (let flip = 0; flip < FLIPS; flip++) {
      // A third of them where the file says what it is.
      const at = flip % 3 === 0 ? randomInt(100 + (flip % 2) * 8192) : randomInt(bytes.length);
      const changed = Buffer.from(bytes);
      changed[at]! ^= randomInt(1, 256);
      const file = join(folder, String(flip), 'cache.sqlite');
      mkdirSync(join(folder, String(flip)));
      writeFileSync(file, changed);
      const about = `byte ${at} is ${changed[at]} in place of ${bytes[at]}`;
      const used = await useAll(file).catch((error: unknown) => {
        throw new Error(about, { cause: error });
      });
      for (const values of used.read) {
        for (const [index, value] of values.entries()) {
          if (value === undefined) lost++;
          else if (value !== truth.get(keys[index]!)) throw new Error(`a wrong value: ${about}`);
        }
      }
      expect(used, about).toMatchObject({ fresh: ['written after the damage'], errors: 0 });
      // And again, from what the first has left behind.
      expect(await useAll(file), about).toMatchObject({ fresh: ['written after the damage'], errors: 0 });
    }
    // Most flips spoil one entry, or none: what can be read is kept.
    expect(lost / (FLIPS * 2 * keys.length)).toBeLessThan(0.2);
  }, 240_000);

  it('is told as damage, and once more when nothing is left of it', async () => {
    const file = join(folder, 'gone', 'cache.sqlite');
    mkdirSync(join(folder, 'gone'));
    copyFileSync(join(folder, 'whole.sqlite'), file);
    writeFileSync(file, Buffer.alloc(50_000, 7));
    const { read, damaged } = await useAll(file);
    expect(read[0]!.every((value) => value === undefined)).toBe(true);
    expect(damaged).toBe(1);
  });

  it('lists again from a repaired file when the index holds what is no key', async () => {
    mkdirSync(join(folder, 'index'));
    const file = join(folder, 'index', 'cache.sqlite');
    const cache = await sqliteCache({ file });
    const kept = ['aaa', 'aab', 'aac', 'aad', 'abc'];
    await cache.setMany(kept.map((key) => ({ key, value: key })));
    await cache.close();
    const bytes = readFileSync(file);
    // A record of the index (https://sqlite.org/fileformat.html#record_format): its header, then the key. Type 0 is NULL.
    const at = bytes.indexOf(Buffer.from([4, 13 + 2 * 3, 13, 1, ...Buffer.from('abc')]));
    expect(at).toBeGreaterThan(0);
    bytes[at + 1] = 0;
    writeFileSync(file, bytes);
    const damaged = await sqliteCache({ file });
    const listed = [];
    for await (const key of damaged.scan!('')) listed.push(key);
    expect(listed).toEqual(kept);
    expect(damaged.counts()).toMatchObject({ damaged: 1, errors: 0 });
    await damaged.close();
  });
});
