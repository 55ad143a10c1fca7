import { describe, expect, it } from 'vitest';
import { createCache, keyvCache } from '../index.ts';
import { cached } from './cached.ts';

function make() {
  const store = keyvCache(new Map());
  const calls: unknown[] = [];
  const cache = createCache({ store });
  const work = async (...args: readonly unknown[]) => {
    calls.push(args);
    return { args };
  };
  return { cache, calls, work };
}

describe('cached', () => {
  it('calls a function once for the same arguments, whatever the order of their fields', async () => {
    const { cache, calls, work } = make();
    const fn = cached(work, { cache, name: 'work' });
    const first = await fn({ a: 1, b: 2 }, 'x');
    expect(await fn({ b: 2, a: 1 }, 'x')).toBe(first);
    await fn({ a: 1 }, 'x');
    expect(calls).toHaveLength(2);
  });

  it('keeps names and versions apart, and takes what decides the value for the key', async () => {
    const { cache, calls, work } = make();
    const one = cached(work, { cache, name: 'one' });
    const two = cached(work, { cache, name: 'two', key: (...args) => String(args[0]) });
    const newer = cached(work, { cache, name: 'one', version: 2 });
    expect(new Set([one, two, newer].map((fn) => fn.keyOf('a'))).size).toBe(3);
    await two('a', { timeout: 5 });
    await two('a', { timeout: 6 });
    expect(calls).toEqual([['a', { timeout: 5 }]]);
  });

  it('can be made invalid as a whole', async () => {
    const { cache, calls, work } = make();
    const [one, two] = [cached(work, { cache, name: 'one' }), cached(work, { cache, name: 'two' })];
    await Promise.all([one('a'), one('b'), two('a')]);
    await one.invalidate();
    await Promise.all([one('a'), one('b'), two('a')]);
    expect(calls).toHaveLength(5);
  });

  it('counts what it saved', async () => {
    const { cache, work } = make();
    const fn = cached(work, { cache, name: 'work', cost: 0.67 });
    for (let call = 0; call < 4; call++) await fn('an hour of audio');
    expect((await cache.stats()).costSaved).toBeCloseTo(3 * 0.67);
  });

  it('refuses arguments that have no JSON and no key of their own', async () => {
    const { cache, work } = make();
    const fn = cached(work, { cache, name: 'work' });
    expect(() => fn.keyOf(Number.NaN)).toThrow(expect.objectContaining({ code: 'SOURCE_INVALID' }));
  });
});
