import { setTimeout as realTimeout } from 'node:timers';
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

it('puts the real clock back', () => {
  const clock = fakeClock();
  expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z');
  clock.restore();
  expect(Date.now()).toBeGreaterThan(Date.UTC(2026, 0, 2));
  expect(setTimeout).toBe(realTimeout);
});
