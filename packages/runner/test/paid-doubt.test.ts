import type { CollectorDefinition } from '@bowerbird/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bench, temporaryFolder } from './support.ts';
import { tillCollector } from './till-collector.ts';
import { startTill, type Till, type TillClass, type TillOptions } from './till-server.ts';

async function tillWith(options: TillOptions = {}): Promise<Till> {
  const till = await startTill(options);
  onTestFinished(() => till.close());
  return till;
}

interface Link {
  readonly kind: TillClass;
  readonly till: Till;
  readonly definition?: CollectorDefinition;
}

/** A runner over sources that a chain of tills sells. */
async function shop(links: readonly Link[], config: object, options: object = {}) {
  const { pipeline = {}, ...rest } = config as { readonly pipeline?: object };
  const use = links.map(({ kind, till }) => ({ collector: `till-${kind}`, options: { url: till.url } }));
  const definitions = links.map(
    ({ kind, definition }) => definition ?? (tillCollector(kind) as CollectorDefinition),
  );
  const { runner } = await bench(
    { pipelines: { p: { use, sources: sourcesTo(1), ...pipeline } }, ...rest },
    definitions,
    options,
  );
  return runner;
}

const sourcesTo = (count: number) =>
  Array.from({ length: count }, (_, index) => `https://till.example/${index + 1}`);

/** Faults of the starts, in order; what is `undefined` goes right. */
function startFaults(...faults: readonly ('drop' | number | undefined)[]): TillOptions['fault'] {
  let started = 0;
  return (method) => (method === 'GET' ? undefined : faults[started++]);
}

// A call that is in time must be so on a machine that is busy.
const TIMEOUT = '1500ms';
const LATE_MS = 3000;

/** Of so many starts the answer comes too late: they were charged. */
function lateTimes(count: number): () => number {
  let left = count;
  return () => (left-- > 0 ? LATE_MS : 0);
}

describe('a purchase that may have been made', () => {
  it('is not bought elsewhere because later attempts were refused', async () => {
    const refusals = Array.from({ length: 50 }, () => 429);
    const first = await tillWith({
      answerAfterMs: lateTimes(3),
      fault: startFaults(undefined, undefined, undefined, ...refusals),
    });
    const second = await tillWith();
    const runner = await shop(
      [
        { kind: 'key', till: first },
        { kind: 'list', till: second },
      ],
      { pipeline: { sources: sourcesTo(3) }, timeout: TIMEOUT },
      { findForMs: 1000 },
    );
    await runner.run({ maxCost: 5 });
    expect(first.charges).toHaveLength(3);
    expect(second.charges).toEqual([]);
    expect((await runner.costs.list()).map(({ state }) => state)).not.toContain('released');
  });

  it('is looked for as long after a second attempt as after the first', async () => {
    const till = await tillWith({ answerAfterMs: lateTimes(1), lagMs: 2500, fault: startFaults(429) });
    const runner = await shop(
      [{ kind: 'list', till }],
      { timeout: TIMEOUT },
      { findForMs: 4000, retry: { attempts: 4, delayMs: 4000 } },
    );
    await runner.run({ maxCost: 5 });
    expect(till.charges).toHaveLength(1);
  });

  it('is found though the clock of the provider is behind', async () => {
    const till = await tillWith({ answerAfterMs: lateTimes(1) });
    const runner = await shop(
      [{ kind: 'list', till, definition: twoSecondsAhead(tillCollector('list')) }],
      { timeout: TIMEOUT },
      { findForMs: 1000 },
    );
    await runner.run({ maxCost: 5 });
    expect(till.charges).toHaveLength(1);
  });

  it('is released when the list says that it was not made', async () => {
    const till = await tillWith({ fault: startFaults(500, 500, 500) });
    const runner = await shop([{ kind: 'list', till }], {}, { findForMs: 100 });
    const { total } = await runner.run({ maxCost: 5 });
    expect(total).toMatchObject({ pending: 0, failed: 1 });
    expect(new Set((await runner.costs.list()).map(({ state }) => state))).toEqual(new Set(['released']));
  });

  it('does not hold up what is new while it is looked for', async () => {
    const base = temporaryFolder();
    let broken = true;
    const till = await tillWith({ fault: () => (broken ? 'drop' : undefined) });
    const pipeline = { sources: sourcesTo(3), concurrency: 2 };
    const before = await shop(
      [{ kind: 'list', till }],
      { pipeline: { ...pipeline, sources: sourcesTo(2) } },
      { base, findForMs: 50 },
    );
    expect((await before.run({ maxCost: 5 })).total).toMatchObject({ pending: 2 });
    await before.close();
    broken = false;
    const after = await shop([{ kind: 'list', till }], { pipeline }, { base, findForMs: 1500 });
    expect((await after.run({ maxCost: 5 })).total).toMatchObject({ collected: 3 });
    expect(till.charges[0]?.what).toBe('3');
  });
});

describe('a provider that fails now and then', () => {
  it('is not left alone because several calls at once have failed', async () => {
    const first = await tillWith({
      answerAfterMs: () => 50,
      fault: startFaults(429, 429, 429, 429, 429, 429),
    });
    const second = await tillWith();
    const runner = await shop(
      [
        { kind: 'list', till: first },
        { kind: 'id', till: second },
      ],
      { pipeline: { sources: sourcesTo(32), concurrency: 32 } },
      { findForMs: 100 },
    );
    expect((await runner.run({ maxCost: 50 })).total).toMatchObject({ collected: 32 });
    expect(second.charges).toEqual([]);
  });
});

function twoSecondsAhead(definition: object): CollectorDefinition {
  const { create } = definition as { create(options: unknown): unknown };
  return {
    ...definition,
    create: async (options: unknown) => {
      const instance = (await create(options)) as { find(...given: unknown[]): unknown };
      const find = (order: unknown, prepared: unknown, since: number, context: unknown) =>
        instance.find(order, prepared, since + 2000, context);
      return { ...instance, find };
    },
  } as unknown as CollectorDefinition;
}
