import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inBatches } from './batches.ts';

async function* numbers(count: number, pauseAfter?: number) {
  for (let number = 0; number < count; number++) {
    if (number === pauseAfter) await sleep(200);
    yield number;
  }
}

async function all(items: AsyncIterable<readonly number[]>): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of items) batches.push([...batch]);
  return batches;
}

it('makes batches of the given size, in order', async () => {
  expect(await all(inBatches(numbers(7), 3, 1000))).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
  expect(await all(inBatches(numbers(0), 3, 1000))).toEqual([]);
});

it('does not wait for a batch to fill', async () => {
  expect(await all(inBatches(numbers(4, 2), 10, 20))).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

it('passes errors on, after what came before them', async () => {
  async function* broken() {
    yield 1;
    throw new Error('broken');
  }
  const batches: (readonly number[])[] = [];
  await expect(async () => {
    for await (const batch of inBatches(broken(), 1, 10)) batches.push(batch);
  }).rejects.toThrow('broken');
  expect(batches).toEqual([[1]]);
});

it('ends what it reads when nobody reads it', async () => {
  let ended = false;
  async function* endless() {
    try {
      for (let number = 0; ; number++) yield number;
    } finally {
      ended = true;
    }
  }
  for await (const _ of inBatches(endless(), 2, 10)) break;
  await sleep(10);
  expect(ended).toBe(true);
});
