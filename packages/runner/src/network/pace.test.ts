import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostPace } from './pace.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

describe('the pace of a host', () => {
  it('lets everything through at once where there is none', () => {
    const pace = new HostPace();
    for (let request = 0; request < 5; request++)
      expect(pace.take('a.test', String(request), 0, 1000)).toEqual({ waitMs: 0, held: false });
  });

  it('keeps a gap between requests, and hosts apart', () => {
    const pace = new HostPace();
    const waits = [0, 1, 2].map((request) => pace.take('a.test', String(request), 300, 1000).waitMs);
    expect(waits).toEqual([0, 300, 600]);
    expect(pace.take('b.test', 'x', 300, 1000).waitMs).toBe(0);
  });

  it('keeps the turn of whoever comes back', () => {
    const pace = new HostPace();
    const take = (request: string) => pace.take('a.test', request, 5000, 1000).waitMs;
    expect(['a', 'b', 'c'].map(take)).toEqual([0, 5000, 10_000]);
    pass(5000);
    expect(take('d')).toBe(10_000);
    expect(take('b')).toBe(0);
    pass(5000);
    expect(take('c')).toBe(0);
  });

  it('does not let turns that were missed come all at once', () => {
    const pace = new HostPace();
    const take = (request: string) => pace.take('a.test', request, 5000, 1000).waitMs;
    for (const request of ['a', 'b', 'c']) take(request);
    pass(60_000);
    expect(take('b')).toBe(0);
    expect(take('c')).toBe(5000);
  });

  it('holds a host that asked for it, and says so', () => {
    const pace = new HostPace();
    pace.hold('a.test', 30_000);
    expect(pace.take('a.test', 'a', 0, 1000)).toEqual({ waitMs: 30_000, held: true });
    pass(30_000);
    expect(pace.take('a.test', 'a', 0, 1000)).toEqual({ waitMs: 0, held: false });
  });

  it('does not take the queue of a host for its wish to be left alone', () => {
    const pace = new HostPace();
    const take = (request: number) => pace.take('a.test', String(request), 1000, 1000);
    for (let request = 0; request < 1500; request++) take(request);
    pass(1500);
    pace.hold('a.test', 3000);
    expect(take(1499).held).toBe(false);
    expect(take(2).held).toBe(true);
  });

  it('gives each a turn of its own after a host was held, and asks nobody to come back for nothing', () => {
    const pace = new HostPace();
    const due = new Map(Array.from({ length: 500 }, (_, request) => [String(request), 0]));
    pace.hold('a.test', 300_000);
    let attempts = 0;
    while (due.size > 0) {
      const [request = '', at = 0] = [...due].reduce((first, other) => (other[1] < first[1] ? other : first));
      pass(Math.max(0, at - performance.now()));
      attempts++;
      const { waitMs } = pace.take('a.test', request, 1000, 1000);
      if (waitMs <= 1000) due.delete(request);
      else due.set(request, performance.now() + waitMs);
    }
    expect(attempts).toBeLessThanOrEqual(1500);
    expect(performance.now()).toBeLessThan(300_000 + 502_000);
  });

  it('lets nobody stall who waits where he is', () => {
    const pace = new HostPace();
    const take = (request: number) => pace.take('a.test', String(request), 1000, 1000).waitMs;
    for (let request = 0; request < 100; request++) take(request);
    expect(take(100)).toBe(100_000);
    pass(2000);
    expect(take(2)).toBe(0);
  });

  it('never lets two requests out closer than the gap, in whatever order they come back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(900)), { maxLength: 60 }), (steps) => {
        const pace = new HostPace();
        const went: number[] = [];
        for (const [request, milliseconds] of steps) {
          pass(milliseconds);
          const { waitMs } = pace.take('a.test', String(request), 700, 1000);
          if (waitMs <= 1000) went.push(performance.now() + waitMs);
        }
        const gaps = went.toSorted((a, b) => a - b).map((at, index, all) => at - (all[index - 1] ?? -1000));
        for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(700 - 1e-6);
      }),
    );
  });
});
