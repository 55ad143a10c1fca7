import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OperationState } from '@bowerbird/core';
import { startAssemblyai } from '@bowerbird/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buy, open, requestOf } from '../test/desk.ts';
import { temporaryFiles } from '../test/folder.ts';
import { flac, mp3, mp4, ogg, wav, webm, xingMp3 } from '../test/media.ts';
import { assemblyai } from './assemblyai-collector.ts';

const WEB = 'https://example.org/talk.mp3';
const HOUR = 3600;
const write = temporaryFiles();

type StandIn = Awaited<ReturnType<typeof startAssemblyai>>;
let standIn: StandIn;
beforeEach(async () => {
  standIn = await startAssemblyai({ seconds: 36 });
});
afterEach(() => standIn.close());

const desk = (options: object = {}) => open(assemblyai, standIn, { pollAfterMs: 0, ...options });

describe('the price', () => {
  it.each([
    ['talk.wav', wav(36)],
    ['talk.mp3', mp3(36)],
    ['variable.mp3', xingMp3(36)],
    ['talk.flac', flac(36)],
    ['talk.ogg', ogg(36)],
    ['talk.m4a', mp4(36)],
    ['talk.webm', webm(36)],
  ])('of %s is what its header says, and holds', async (name, bytes) => {
    const { price, cost } = await buy(assemblyai, await desk(), { url: write(name, bytes), speakers: 2 });
    const charged = standIn.charges()[0]!.cost;
    expect(price!.expected).toBeCloseTo((0.17 * 36) / HOUR, 9);
    expect(price!.expected).toBeCloseTo(charged, 9);
    expect(price!.most).toBeGreaterThanOrEqual(charged);
    expect(price!.most).toBeLessThan(charged * 1.1);
    expect(cost).toBeCloseTo(charged, 9);
  });

  it.each([
    ['unknown.mp3', Buffer.alloc(100)],
    ['joined.mp3', xingMp3(36, 12)],
    ['stopped.wav', wav(36, { declared: 1e9 })],
    ['empty.wav', wav(36, { declared: 0 })],
  ])('of %s holds, although its header tells nothing right', async (name, bytes) => {
    const { price } = await buy(assemblyai, await desk(), { url: write(name, bytes) });
    expect(price!.most).toBeGreaterThanOrEqual(standIn.charges()[0]!.cost);
  });

  const priceOf = async (asked: object, options: object = {}) => {
    const opened = await desk(options);
    const request = await requestOf(assemblyai, opened, asked);
    return opened.collector.price(request, opened.context());
  };

  it('of an address is that of the longest that AssemblyAI takes', async () => {
    expect(await priceOf({ url: WEB })).toEqual({ most: 1.5 });
    expect(standIn.requests()).toEqual([]);
  });

  it('counts what is charged beside the model', async () => {
    const asked = { url: WEB, models: ['universal-3-5-pro'] };
    const most = async (extra: object) => Math.round((await priceOf({ ...asked, ...extra }))!.most * 1000);
    expect(await most({})).toBe(2100);
    expect(await most({ speakerLabels: true })).toBe(2300);
    expect(await most({ keyterms: ['bower'] })).toBe(2600);
    expect(await most({ models: ['universal-2'], keyterms: ['bower'] })).toBe(1500);
    expect(await most({ models: ['universal-2', 'universal-3-5-pro'], keyterms: ['bower'] })).toBe(2600);
    expect(await most({ medical: true, redactPii: ['person_name'], filterProfanity: true })).toBe(4500);
  });

  it('counts each channel', async () => {
    const stereo = write('stereo.wav', wav(36, { channels: 2 }));
    const price = await priceOf({ url: stereo, multichannel: true, chapters: true });
    expect(price!.expected).toBeCloseTo(((0.15 * 2 + 0.08) * 36) / HOUR, 9);
    expect((await priceOf({ url: WEB, multichannel: true }))!.most).toBeCloseTo(48, 9);
  });

  it('of a model without one is not known', async () => {
    expect(await priceOf({ url: WEB, models: ['universal-9'] })).toBeUndefined();
    expect(await priceOf({ url: WEB, models: ['universal-2', 'universal-9'] })).toBeUndefined();
    const prices = { models: { 'universal-9': 1 } };
    expect(await priceOf({ url: WEB, models: ['universal-9'] }, { prices })).toEqual({ most: 10 });
  });

  it('is the user’s own where there is one', async () => {
    const prices = { models: { 'universal-2': 0.65 }, extras: { speakerLabels: 0, keyterms: 0.1 } };
    expect((await priceOf({ url: WEB, speakers: 2 }, { prices }))!.most).toBeCloseTo(6.5, 9);
    expect((await priceOf({ url: WEB, keyterms: ['x'] }, { prices }))!.most).toBeCloseTo(7.5, 9);
    expect((await priceOf({ url: WEB, models: ['universal-3-pro'] }, { prices }))!.most).toBeCloseTo(2.1, 9);
  });

  it('has a day, unless it is the user’s own', () => {
    const reach = { apiKey: 'x', baseUrl: 'https://example.org', pollAfterMs: 0 };
    expect(assemblyai.pricesAsOf?.(reach)).toMatch(/^2026-\d\d-\d\d$/);
    expect(assemblyai.pricesAsOf?.({ ...reach, prices: { models: {} } })).toBeUndefined();
    expect(assemblyai.pricesAsOf?.({ ...reach, prices: { asOf: '2026-11-29' } })).toBe('2026-11-29');
  });
});

describe('a purchase', () => {
  it('uploads a file as it is', async () => {
    const { documents, prepared } = await buy(assemblyai, await desk(), { url: write('big.wav', wav(36)) });
    expect(documents).toHaveLength(1);
    expect(prepared).toMatch(/^http.*\/upload\//);
    // What the stand-in charged is named by the digest of what came.
    const order = await requestOf(assemblyai, await desk(), { url: write('big.wav', wav(36)) });
    expect(standIn.charges()[0]!.what).toBe(`sha256:${order.sha256}`);
  });

  it('does not begin with a file that has changed or gone', async () => {
    const opened = await desk();
    const url = write('changing.wav', wav(1));
    const request = await requestOf(assemblyai, opened, { url });
    writeFileSync(fileURLToPath(url), wav(2));
    await expect(opened.collector.prepare!(request, opened.context())).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      recovery: 'next',
    });
    rmSync(fileURLToPath(url));
    for (const step of ['price', 'prepare'] as const)
      await expect(opened.collector[step]!(request, opened.context())).rejects.toMatchObject({
        code: 'SOURCE_NOT_FOUND',
        recovery: 'next',
      });
    expect(standIn.charges()).toEqual([]);
  });

  it.each([
    [{ answer: 401 }, { recovery: 'stop' }],
    [{ answer: 422 }, { recovery: 'next' }],
    [
      { answer: 503, retryAfter: 1 },
      { recovery: 'retry', retryAfterMs: 1000 },
    ],
    [{ drop: 'before charge' as const }, {}],
  ])('does not begin when its upload ends with %j', async (fault, error) => {
    const opened = await desk();
    const request = await requestOf(assemblyai, opened, { url: write('refused.wav', wav(36)) });
    standIn.faults.next('upload', fault);
    await expect(opened.collector.prepare!(request, opened.context())).rejects.toMatchObject(error);
  });

  it('always names a model, and its language as AssemblyAI does', async () => {
    const sent: string[] = [];
    const { collector, context } = await desk();
    const fetch: typeof globalThis.fetch = (input, init) => {
      sent.push(String(init?.body));
      return globalThis.fetch(input, init);
    };
    for (const language of ['auto', 'en-GB', 'pt-BR', 'nb-NO'])
      await collector.start(assemblyai.order({ url: WEB, language }), null, { ...context(), fetch });
    expect(sent.map((body) => JSON.parse(body))).toEqual(
      [
        { language_detection: true },
        { language_code: 'en_uk' },
        { language_code: 'pt' },
        { language_code: 'no' },
      ].map((language) => ({ audio_url: WEB, speech_models: ['universal-2'], ...language })),
    );
  });

  it('is found by all that was ordered, pages back, and not before its time', async () => {
    const { collector, context } = await desk();
    const since = Date.now();
    const order = assemblyai.order({ url: WEB, keyterms: ['b', 'a'], speakers: 2 });
    await collector.start(order, null, context());
    for (let other = 0; other < 401; other++)
      await collector.start({ ...order, audio: `${WEB}?${other}` }, null, context());
    expect(await collector.find!(order, null, since, context())).toBeDefined();
    const similar = assemblyai.order({ url: WEB, keyterms: ['a'], speakers: 2 });
    expect(await collector.find!(similar, null, since, context())).toBeUndefined();
    expect(await collector.find!(order, null, Date.now() + HOUR * 1000, context())).toBeUndefined();
    expect(standIn.charges()).toHaveLength(402);
  });

  it('waits for a transcript that AssemblyAI loses for a while', async () => {
    const { collector, context } = await desk();
    const started = await collector.start({ audio: WEB }, null, context());
    const { operation } = started as Extract<OperationState, { state: 'pending' }>;
    standIn.faults.next('get', { answer: 400 }, 2);
    for (let asked = 0; asked < 2; asked++)
      await expect(collector.poll!(operation, context())).rejects.toMatchObject({ recovery: 'retry' });
    expect(await collector.poll!(operation, context())).toMatchObject({ state: 'pending' });
  });

  it.each([
    [401, { recovery: 'stop', code: 'SOURCE_REFUSED' }],
    [402, { recovery: 'stop', code: 'SOURCE_REFUSED' }],
    [403, { recovery: 'stop', code: 'SOURCE_REFUSED' }],
    [307, { recovery: 'stop', code: 'SOURCE_REFUSED' }],
    [400, { recovery: 'next', code: 'SOURCE_INVALID' }],
    [429, { recovery: 'retry', retryAfterMs: 2000 }],
    [500, { recovery: 'retry', code: 'SOURCE_UNAVAILABLE' }],
  ])('that is answered with HTTP %i says what follows', async (answer, error) => {
    const { collector, context } = await desk();
    standIn.faults.next('start', { answer, retryAfter: 2 });
    const start = collector.start({ audio: WEB }, null, context());
    await expect(start).rejects.toMatchObject({ ...error, hint: expect.any(String) });
    expect(standIn.charges()).toEqual([]);
  });
});

describe('the key', () => {
  it('is in nothing that is written down', async () => {
    const opened = await desk();
    const bought = await buy(assemblyai, opened, { url: write('secret.wav', wav(1)), speakers: 2 });
    expect(JSON.stringify(bought)).not.toContain(standIn.key);
    standIn.faults.next('start', { answer: 401 });
    const refusal = await opened.collector.start({ audio: WEB }, null, opened.context()).catch(String);
    expect(refusal).not.toContain(standIn.key);
  });
});
