import type { JsonValue } from '@bowerbird/core';
import { startAssemblyai } from '@bowerbird/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { open } from '../test/desk.ts';
import { assemblyai } from './assemblyai-collector.ts';

const WEB = 'https://example.org/talk.mp3';

let standIn: Awaited<ReturnType<typeof startAssemblyai>>;
beforeEach(async () => {
  standIn = await startAssemblyai();
});
afterEach(() => standIn.close());

const desk = () => open(assemblyai, standIn, { pollAfterMs: 0 });

describe('many at once', () => {
  async function started(count: number) {
    const { collector, context } = await desk();
    const operations: JsonValue[] = [];
    for (let each = 0; each < count; each++) {
      const state = await collector.start({ audio: `${WEB}?${each}` }, null, context());
      if (state.state === 'pending') operations.push(state.operation);
    }
    const before = standIn.requests().length;
    const requests = () => standIn.requests().slice(before);
    return { collector, context, operations, requests };
  }

  it('are polled by one request', async () => {
    const { collector, context, operations, requests } = await started(200);
    const states = await collector.pollMany!(operations, context());
    expect(states.map((state) => state?.state)).toEqual(operations.map(() => 'pending'));
    expect(states.map((state) => (state?.state === 'pending' ? state.operation : undefined))).toEqual(
      operations,
    );
    expect(requests().map(({ path }) => path)).toEqual(['/v2/transcript?limit=200']);
  });

  it('are found behind others that were started later', async () => {
    const { collector, context, operations, requests } = await started(250);
    const states = await collector.pollMany!(operations.slice(0, 20), context());
    expect(states.every((state) => state?.state === 'pending')).toBe(true);
    expect(requests()).toHaveLength(2);
  });

  it('leave to a poll of its own what is finished or not listed, and tell what failed', async () => {
    standIn.faults.next('start', { error: 'it is too short' });
    const { collector, context, operations } = await started(3);
    const [failing, finished, waiting] = operations;
    for (let poll = 0; poll < 3; poll++)
      for (const each of [failing, finished]) await collector.poll!(each!, context());
    const unknown = { ...(waiting as object), id: 'unknown' };
    const states = await collector.pollMany!([...operations, unknown], context());
    expect(states).toEqual([
      { state: 'failed', reason: 'it is too short', cost: 0 },
      undefined,
      expect.objectContaining({ state: 'pending' }),
      undefined,
    ]);
  });
});
