import { setTimeout as bare } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { fakeClock } from './clock.ts';

it('stands still until it is moved, and then fires what is due, in order', async () => {
  const clock = fakeClock(1000);
  onTestFinished(() => clock.restore());
  const fired: string[] = [];
  setTimeout(() => fired.push(`late ${Date.now()}`), 300);
  setTimeout(() => {
    fired.push(`early ${Date.now()}`);
    // Hangs on a promise, and is due before the other.
    void Promise.resolve().then(() => setTimeout(() => fired.push(`between ${Date.now()}`), 100));
  }, 100);
  expect([clock.now(), Date.now(), fired]).toEqual([1000, 1000, []]);
  await clock.advance(400);
  expect(fired).toEqual(['early 1100', 'between 1200', 'late 1300']);
  expect(clock.now()).toBe(1400);
});

it('moves what was imported by name, each link of a chain to its own time', async () => {
  const realTimeout = setTimeout;
  const clock = fakeClock(0);
  onTestFinished(() => clock.restore());
  const times: number[] = [];
  void (async () => {
    for (let link = 0; link < 4; link++) {
      await sleep(30);
      times.push(clock.now());
    }
  })();
  bare(() => times.push(-clock.now()), 70);
  await clock.advance(100);
  expect(times).toEqual([30, 60, -70, 90]);
  clock.restore();
  expect(bare).toBe(realTimeout);
});

it('fires an interval as often as it is due, over a day', async () => {
  const clock = fakeClock();
  onTestFinished(() => clock.restore());
  let times = 0;
  const interval = setInterval(() => times++, 3_600_000);
  await clock.advance(86_400_000);
  expect(times).toBe(24);
  clearInterval(interval);
});

it('puts the real clock back', () => {
  const realTimeout = setTimeout;
  const clock = fakeClock();
  expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z');
  clock.restore();
  expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 0, 2));
  expect(setTimeout).toBe(realTimeout);
});
