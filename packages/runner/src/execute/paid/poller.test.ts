import type { JsonValue, OperationState } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { Breaker } from './breaker.ts';
import { Poller } from './poller.ts';

const done = (answer: JsonValue): OperationState => ({ state: 'done', answer });

it('asks for hundreds that fall due together in one call, and by itself for what the list does not tell', async () => {
  const lists: number[] = [];
  const alone: JsonValue[] = [];
  const poller = new Poller({
    many: async (operations) => {
      lists.push(operations.length);
      return operations.map((operation) => (Number(operation) % 100 === 0 ? undefined : done(operation)));
    },
    one: async (operation) => {
      alone.push(operation);
      return done(operation);
    },
  });
  const states = await Promise.all(Array.from({ length: 200 }, (_, operation) => poller.poll(operation)));
  expect(states).toEqual(Array.from({ length: 200 }, (_, operation) => done(operation)));
  expect({ lists, alone }).toEqual({ lists: [200], alone: [0, 100] });
});

it('asks for one alone by itself, and tells everybody of a list that failed', async () => {
  const poller = new Poller({
    many: async () => {
      throw new Error('the list is down');
    },
    one: async (operation) => done(operation),
  });
  expect(await poller.poll(1)).toEqual(done(1));
  const both = await Promise.allSettled([poller.poll(1), poller.poll(2)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

it('lets what falls due at about the same time fall due at the same', () => {
  const poller = new Poller({ many: async () => [], one: async () => done(null) });
  for (let number = 0; number < 50; number++) {
    const wait = poller.waitMs(3000);
    expect(wait).toBeGreaterThanOrEqual(1500);
    expect(wait).toBeLessThanOrEqual(4500);
  }
  expect(new Poller({ one: async () => done(null) }).waitMs(3000)).toBe(3000);
});

it('is no outage when some of many calls at once fail', () => {
  const breaker = new Breaker();
  for (let failure = 0; failure < 20; failure++) breaker.failed();
  expect(breaker.waitMs).toBe(0);
});
