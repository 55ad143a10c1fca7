import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type CollectorDefinition,
  findDocumentProblem,
  type JsonValue,
  type OperationState,
} from '@bowerbird/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../src/context/fake-context.ts';
import { startAssemblyai } from '../src/stand-in/assemblyai/assemblyai.ts';
import { startOpenai } from '../src/stand-in/openai/openai.ts';
import type { FaultsByKind, StandIn } from '../src/stand-in/provider.ts';
import { instantTranscriber } from './fixtures/instant-transcriber.ts';
import { transcriber } from './fixtures/transcriber.ts';

const WEB = 'https://example.org/talk.mp3';

type AnyPaid = Extract<CollectorDefinition, { readonly order: unknown }>;

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bowerbird-transcribers-'));
  const path = join(folder, 'talk.mp3');
  await writeFile(path, 'hello');
  file = pathToFileURL(path).href;
});
afterEach(() => rm(folder, { recursive: true }));

/** The collector in hand, over a stand-in. */
async function open<S extends { url: string; key: string }>(definition: AnyPaid, standIn: S) {
  const home = { base: folder, state: folder };
  const collector = await definition.create(
    { apiKey: standIn.key, baseUrl: standIn.url, pollAfterMs: 0 },
    home,
  );
  const { context } = fakeContext({ fetch: globalThis.fetch });
  return { collector, context, standIn };
}

const assemblyai = async () => open(transcriber, await startAssemblyai({ polls: 20 }));
const openai = async () => open(instantTranscriber, await startOpenai());

/** From discovery to documents, each step by itself. */
async function buy(
  { collector, context }: Awaited<ReturnType<typeof open>>,
  definition: AnyPaid,
  asked: object,
) {
  let request: JsonValue = null;
  for await (const found of collector.discover!(asked, context)) request = found as JsonValue;
  const order = definition.order(request);
  const price = await collector.price(request, context);
  const prepared = await collector.prepare!(request, context);
  let state: OperationState = await collector.start(order, prepared, context);
  while (state.state === 'pending') state = await collector.poll!(state.operation, context);
  if (state.state === 'failed') throw new Error(state.reason);
  return { order, price, prepared, state, documents: await collector.read(state.answer, request, context) };
}

describe('the transcriber', () => {
  it('buys once, for what it said, and brings one document with its times', async () => {
    const opened = await assemblyai();
    for (const audio of [file, WEB]) {
      const { price, state, documents } = await buy(opened, transcriber, { audio, speakerLabels: true });
      expect(documents.map(findDocumentProblem)).toEqual([undefined]);
      expect(documents[0]!.language).toBe('en-US');
      expect(documents[0]!.spans![0]!.locator).toMatchObject({ kind: 'time', startMs: 0, speaker: 'A' });
      expect(state.cost).toBeCloseTo(opened.standIn.charges().at(-1)!.cost);
      expect(state.cost).toBeLessThanOrEqual(price!.most);
    }
    expect(opened.standIn.charges()).toHaveLength(2);
    await opened.standIn.close();
  });
  it('finds what was bought, and only what was bought in the same way', async () => {
    const { collector, context, standIn } = await assemblyai();
    const since = Date.now();
    const order = { audio: WEB, speakerLabels: true };
    await collector.start({ audio: WEB }, null, context);
    expect(await collector.find!(order, null, since, context)).toBeUndefined();
    standIn.faults.next('start', { drop: 'after charge', listedAfter: 1 });
    await expect(collector.start(order, null, context)).rejects.toThrow();
    expect(await collector.find!(order, null, since, context)).toBeUndefined();
    expect(await collector.find!(order, null, since, context)).toMatchObject({ state: 'pending' });
    expect(await collector.find!(order, null, Date.now() + 60_000, context)).toBeUndefined();
    expect(standIn.charges()).toHaveLength(2);
    await standIn.close();
  });
  it('finds what many others were bought after', async () => {
    const { collector, context, standIn } = await assemblyai();
    const since = Date.now();
    await collector.start({ audio: WEB }, null, context);
    for (let other = 0; other < 401; other++)
      await collector.start({ audio: `${WEB}?${other}` }, null, context);
    expect(await collector.find!({ audio: WEB }, null, since, context)).toMatchObject({ state: 'pending' });
    expect(
      await collector.find!({ audio: 'https://example.org/other' }, null, since, context),
    ).toBeUndefined();
    await standIn.close();
  });
});

describe('the instant transcriber', () => {
  it('buys once, for what it said, and brings one document with its times', async () => {
    const opened = await openai();
    const { price, state, documents } = await buy(opened, instantTranscriber, {
      audio: file,
      language: 'de',
    });
    expect(documents.map(findDocumentProblem)).toEqual([undefined]);
    expect(documents[0]!.spans![0]!.locator).toMatchObject({ kind: 'time', startMs: 0 });
    expect(state.cost).toBeCloseTo(opened.standIn.charges()[0]!.cost);
    expect(state.cost).toBeLessThanOrEqual(price!.most);
    expect(opened.standIn.charges()).toHaveLength(1);
    await opened.standIn.close();
  });
  it('does not pay for a file that has changed', async () => {
    const { collector, context, standIn } = await openai();
    const order = { audio: `sha256:${'0'.repeat(64)}` };
    await expect(collector.start(order, file, context)).rejects.toMatchObject({ recovery: 'next' });
    expect(standIn.requests()).toEqual([]);
    await standIn.close();
  });
});

describe.each(['transcriber', 'instant transcriber'])('a start of the %s that is refused', (name) => {
  it.each([
    [401, { recovery: 'stop' }],
    [402, { recovery: 'stop' }],
    [403, { recovery: 'stop' }],
    [307, { recovery: 'stop' }],
    [400, { recovery: 'next' }],
    [404, { recovery: 'next' }],
    [429, { recovery: 'retry', retryAfterMs: 2000 }],
    [500, { recovery: 'retry' }],
  ])('with %i is no purchase, and says what follows', async (answer, error) => {
    const fault = { answer, ...(answer === 429 && { retryAfter: 2 }) };
    if (name === 'transcriber') {
      const { collector, context, standIn } = await assemblyai();
      standIn.faults.next('start', fault);
      await expect(collector.start({ audio: WEB }, null, context)).rejects.toMatchObject(error);
      await expectNoPurchase(standIn, answer);
    } else {
      const { collector, context, standIn } = await openai();
      standIn.faults.next('start', fault);
      await expect(collector.start({ audio: file }, file, context)).rejects.toMatchObject(error);
      await expectNoPurchase(standIn, answer);
    }
  });
});

async function expectNoPurchase<Kinds extends FaultsByKind>(
  standIn: StandIn<Kinds>,
  answer: number,
): Promise<void> {
  expect(standIn.requests().map(({ status }) => status)).toEqual([answer]);
  expect(standIn.charges()).toEqual([]);
  await standIn.close();
}
