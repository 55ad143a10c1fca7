import { expect, it } from 'vitest';
import { inAnotherWorld, inZones } from './world.ts';

const MONTH_MS = 30 * 86_400_000;

it('is another time, and leaves the clock, the numbers and the time zone as they were', async () => {
  const before = [Date, Math.random, process.env.TZ];
  const there = await inAnotherWorld(async () => ({
    now: Date.now(),
    date: new Date(),
    given: new Date(0),
    isDate: new Date() instanceof Date,
    zone: process.env.TZ,
  }));
  expect([Date, Math.random, process.env.TZ]).toEqual(before);
  expect(there.now).toBeGreaterThan(Date.now() + MONTH_MS);
  expect(there.date.getTime()).toBeGreaterThanOrEqual(there.now);
  expect(there.given.getTime()).toBe(0);
  expect(there.isDate).toBe(true);
  expect(there.zone).not.toBe(process.env.TZ);
});

it('leaves them as they were after an error, too', async () => {
  const before = [Date, Math.random, process.env.TZ];
  await expect(inAnotherWorld(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(inZones(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect([Date, Math.random, process.env.TZ]).toEqual(before);
});

it('is at both ends of the day', async () => {
  const zones: string[] = [];
  await inZones(async (zone) => void zones.push(zone));
  expect(zones).toEqual(['Pacific/Kiritimati', 'Pacific/Pago_Pago']);
});
