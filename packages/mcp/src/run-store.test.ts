import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivered } from '@bowerbird/core';
import { expect, it, onTestFinished } from 'vitest';
import { Plans } from './plans.ts';
import { type CollectionRequest, requestId } from './request.ts';
import { type RunRecord, RunStore } from './run-store.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'bowerbird-mcp-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const request: CollectionRequest = { tool: 'collect', sources: ['a'], with: {}, useCache: true };
const record = (more: Partial<RunRecord>): RunRecord => ({
  version: 1,
  id: '1-a',
  request,
  state: 'running',
  started: Date.now(),
  updated: Date.now(),
  pid: process.pid,
  counts: {
    sources: 0,
    complete: false,
    ended: 0,
    collected: 0,
    failed: 0,
    pending: 0,
    skipped: 0,
    gone: 0,
    documents: 0,
  },
  cost: 0,
  saved: 0,
  failures: [],
  ...more,
});

it('gives back each document by its number, while more are added', async () => {
  const store = new RunStore(folder());
  await store.write(record({}));
  const texts = ['one', 'zwei ä\n😀', '', 'four'.repeat(10_000)];
  const documents = texts.map((text, index) => ({ id: `x:${index}`, text }) as Delivered);
  await store.append('1-a', documents.slice(0, 1));
  expect(await store.document('1-a', 0)).toEqual(documents[0]);
  await store.append('1-a', documents.slice(1));
  for (const [index, document] of documents.entries())
    expect(await store.document('1-a', index)).toEqual(document);
  expect(await store.document('1-a', 4)).toBeUndefined();
  expect(await store.document('none', 0)).toBeUndefined();
  await store.clear('1-a');
  expect(await store.countDocuments('1-a')).toBe(0);
});

it('knows a run whose server is gone, and names no file outside', async () => {
  const store = new RunStore(folder());
  await store.write(record({}));
  await store.write(record({ id: '2-b', updated: Date.now() - 3600_000 }));
  await store.write(record({ id: '3-c', state: 'done', pid: 1 }));
  const states = (await store.list(10)).map(({ id, state }) => [id, state]);
  expect(states).toEqual([
    ['3-c', 'done'],
    ['2-b', 'interrupted'],
    ['1-a', 'running'],
  ]);
  for (const id of ['../runs/1-a', '', '1-a/run.json', 'A'.repeat(100)])
    expect(await store.find(id)).toBeUndefined();
});

it('keeps a plan, and lets an approval be used once, for no more than it was for', async () => {
  const plans = new Plans(folder());
  const id = requestId(request, undefined);
  expect(requestId({ ...request, sources: ['b'] }, undefined)).not.toBe(id);
  const price = { purchases: 1, most: 2, expected: 1, unpriced: 0 };
  await plans.keep({ id, request, price });
  expect(await plans.use(id, 2)).toBeUndefined();
  const plan = await plans.find(id);
  if (plan) await plans.approve(plan);
  expect(await plans.use(id, 2.5)).toBeUndefined();
  // Planned again at this price it is approved; at a higher one it is not.
  await plans.keep({ id, request, price });
  const used = await Promise.all([plans.use(id, 2), plans.use(id, 1)]);
  expect(used.filter((most) => most === 2)).toHaveLength(1);
  expect(await plans.use(id, 1)).toBeUndefined();
  if (plan) await plans.approve(plan);
  await plans.keep({ id, request, price: { ...price, most: 3 } });
  expect(await plans.use(id, 1)).toBeUndefined();
  expect(await plans.find('../../x')).toBeUndefined();
});
