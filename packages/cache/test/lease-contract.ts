import type { CacheAdapter } from '@bowerbird/core';
import { expect, it } from 'vitest';

const lost = { code: 'LEASE_LOST', hint: expect.any(String) };
const soon = () => Date.now() + 60_000;

/** What a cache must do that has leases, over two connections to it. */
export function describeLeases(one: () => CacheAdapter, two: () => CacheAdapter): void {
  const take = (cache: CacheAdapter, owner: string, until = soon()) => cache.lease!('job', owner, until);
  const entries = [
    { key: 'a', value: 'x' },
    { key: 'b', value: 'y', expires: 4e12 },
  ];
  /** Takes the lease as `owner` once the one before has lapsed. */
  const takeOver = (cache: CacheAdapter, owner: string) =>
    expect.poll(() => take(cache, owner), { interval: 2 }).toBe(true);

  it('gives a lease to one owner, who may renew it and give it back', async () => {
    expect(await take(one(), 'first')).toBe(true);
    expect(await take(two(), 'second')).toBe(false);
    expect(await take(one(), 'second')).toBe(false);
    expect(await take(one(), 'first')).toBe(true);
    // It belongs to the owner and not to the connection.
    expect(await take(two(), 'first')).toBe(true);
    expect(await take(two(), 'second', 0)).toBe(false);
    expect(await take(two(), 'second')).toBe(false);
    expect(await take(one(), 'first', 0)).toBe(false);
    expect(await take(two(), 'second')).toBe(true);
    expect(await take(one(), 'first')).toBe(false);
  });

  it('gives a lease to one of many that want it at once', async () => {
    const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`);
    const taken = await Promise.all(
      owners.map((owner, index) => take(index % 2 === 0 ? one() : two(), owner)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('gives a lease on when it has lapsed, but not one that was renewed', async () => {
    expect(await take(one(), 'first', Date.now() + 20)).toBe(true);
    await takeOver(two(), 'second');
    expect(await take(one(), 'first')).toBe(false);
    expect(await take(two(), 'second', Date.now() + 20)).toBe(true);
    expect(await take(two(), 'second')).toBe(true);
    expect(await take(one(), 'first')).toBe(false);
  });

  it('keeps leases apart from each other and from entries', async () => {
    await one().setMany([{ key: 'job', value: 'x' }]);
    expect(await take(one(), 'first')).toBe(true);
    expect(await two().lease!('another job', 'second', soon())).toBe(true);
    expect(await two().lease!('', 'second', soon())).toBe(true);
    await one().deleteMany(['job', 'another job', 'lease:job', '\ufffdlease:job']);
    expect(await take(two(), 'second')).toBe(false);
    expect(await Array.fromAsync(one().scan!(''))).toEqual([]);
  });

  it('writes while the claim holds', async () => {
    await take(one(), 'first');
    await one().setMany(entries, { key: 'job', owner: 'first' });
    expect(await two().getMany(['a', 'b'])).toEqual(['x', 'y']);
    await two().setMany([{ key: 'a', value: 'z' }], { key: 'job', owner: 'first' });
    expect(await one().getMany(['a'])).toEqual(['z']);
  });

  it('writes nothing once another owner has the lease, or has had it', async () => {
    await take(one(), 'first', Date.now() + 20);
    await takeOver(two(), 'second');
    await two().setMany([{ key: 'a', value: 'of the second' }], { key: 'job', owner: 'second' });
    await expect(one().setMany(entries, { key: 'job', owner: 'first' })).rejects.toMatchObject(lost);
    await take(two(), 'second', 0);
    await expect(one().setMany(entries, { key: 'job', owner: 'first' })).rejects.toMatchObject(lost);
    await expect(one().setMany(entries, { key: 'no job', owner: 'first' })).rejects.toMatchObject(lost);
    expect(await two().getMany(['a', 'b'])).toEqual(['of the second', undefined]);
  });

  it('writes after the lease has lapsed as long as nobody has taken it', async () => {
    const until = Date.now() + 1;
    await take(one(), 'first', until);
    await expect.poll(() => Date.now(), { interval: 2 }).toBeGreaterThan(until + 2);
    await one().setMany(entries, { key: 'job', owner: 'first' });
    expect(await two().getMany(['a', 'b'])).toEqual(['x', 'y']);
  });
}
