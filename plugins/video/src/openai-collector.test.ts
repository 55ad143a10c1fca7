import { truncateSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startOpenai } from '@bowerbird/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buy, open, requestOf } from '../test/desk.ts';
import { temporaryFiles } from '../test/folder.ts';
import { mp3, mp4, wav } from '../test/media.ts';
import { openaiTranscription } from './openai-collector.ts';
import { type OpenaiRequest, orderOf } from './openai-request.ts';
import { chargedBy } from './openai-transcript.ts';

const write = temporaryFiles();
const file = write('talk.wav', wav(90));

let standIn: Awaited<ReturnType<typeof startOpenai>>;
beforeEach(async () => {
  standIn = await startOpenai({ seconds: 36 });
});
afterEach(() => standIn.close());

const desk = (options: object = {}) => open(openaiTranscription, standIn, options);

describe('an order', () => {
  const order = (asked: Partial<OpenaiRequest> = {}) => orderOf({ url: file, ...asked });

  it('leaves out what is at its default', () => {
    const usual = { model: 'whisper-1', language: 'auto', keywords: [], temperature: 0 };
    expect(order(usual)).toEqual({ audio: file });
  });

  it.each<Partial<OpenaiRequest>>([
    { model: 'gpt-transcribe' },
    { language: 'de' },
    { prompt: 'Of bowers.' },
    { keywords: ['bower'] },
    { temperature: 0.5 },
  ])('has %j in it', (asked) => {
    expect(order(asked)).not.toEqual(order());
  });

  it('has nothing in it that is done afterwards', () => {
    expect(order({ timestamps: true, onlySpeakers: ['A'], speakerNames: { A: 'Jane' }, path: 'x' })).toEqual(
      order(),
    );
    expect(order({ language: 'de-DE' })).toEqual(order({ language: 'de' }));
  });
});

describe('a request', () => {
  it.each([
    [{ url: 'https://example.org/talk.mp3' }, 'local files alone'],
    [{ url: file, onlySpeakers: ['A'] }, 'gpt-4o-transcribe-diarize'],
    [{ url: file, model: 'gpt-4o-transcribe-diarize', prompt: 'x' }, 'takes no prompt'],
    [{ url: file, language: 'english please' }, 'language tag'],
  ])('that is %j is refused', async (asked, message) => {
    const read = await openaiTranscription.request['~standard'].validate(asked);
    expect(JSON.stringify(read.issues)).toContain(message);
  });

  it('is made of local files of sound and film', () => {
    const accepts = (uri: string, head?: Uint8Array) => openaiTranscription.accepts?.({ uri, head });
    expect(accepts('file:///talk.mp3')).toEqual({ url: 'file:///talk.mp3' });
    expect(accepts('file:///recording', wav(1))).toEqual({ url: 'file:///recording' });
    expect(accepts('file:///film.mov', mp4(1))).toEqual({ url: 'file:///film.mov' });
    expect(accepts('file:///talk.amr', Buffer.from('#!AMR\n'))).toEqual({ url: 'file:///talk.amr' });
    expect(accepts('file:///notes.txt', Buffer.from('Notes'))).toBeUndefined();
    expect(accepts('https://example.org/talk.mp3')).toBeUndefined();
  });
});

describe('a purchase', () => {
  it.each([
    [{}, 'whisper-1'],
    [{ model: 'gpt-transcribe' }, 'gpt-transcribe'],
    [{ model: 'gpt-4o-transcribe', language: 'de' }, 'gpt-4o-transcribe'],
    [{ model: 'gpt-4o-mini-transcribe', prompt: 'Of bowers.' }, 'gpt-4o-mini-transcribe'],
    [{ model: 'gpt-4o-transcribe-diarize' }, 'gpt-4o-transcribe-diarize'],
  ])('with %j is made for what the price said', async (asked, model) => {
    const { price, documents, cost } = await buy(openaiTranscription, await desk(), { url: file, ...asked });
    const charged = standIn.charges()[0]!.cost;
    expect(price!.expected).toBeCloseTo(charged, 9);
    expect(price!.most).toBeGreaterThanOrEqual(charged);
    expect(price!.most).toBeGreaterThanOrEqual(cost!);
    expect(documents).toMatchObject([{ title: 'talk', metadata: { provider: 'openai', model } }]);
    const hasTimes = model === 'whisper-1' || model.endsWith('diarize');
    expect(documents[0]!.spans?.[0]?.locator).toEqual(
      hasTimes ? expect.objectContaining({ kind: 'time', startMs: 0 }) : undefined,
    );
  });

  it('tells the language that Whisper heard, and who speaks', async () => {
    const heard = await buy(openaiTranscription, await desk(), { url: file });
    expect(heard.documents[0]!.language).toBe('en');
    const asked = { url: file, model: 'gpt-4o-transcribe-diarize', onlySpeakers: ['B'], timestamps: true };
    const [document] = (await buy(openaiTranscription, await desk(), asked)).documents;
    expect(document!.text).toMatch(/^\[00:00:\d\d\] \*\*B:\*\* /);
    expect(document!.text).not.toContain('**A:**');
  });

  it('costs the tokens that were counted', () => {
    const price = { minute: 0.006, inputTokens: 2.5, outputTokens: 10 };
    const usage = { type: 'tokens', input_tokens: 600, output_tokens: 200 } as const;
    expect(chargedBy(usage, price)).toBeCloseTo(0.0035, 9);
    expect(chargedBy(usage, { minute: 0.006 })).toBeUndefined();
    expect(chargedBy(undefined, price)).toBeUndefined();
  });

  it('is refused where 25 MB tell no length, with what to do, before anything is sent', async () => {
    const opened = await desk();
    const large = write('large.mp3', 'no sound');
    truncateSync(fileURLToPath(large), 26 * 1024 * 1024);
    const request = await requestOf(openaiTranscription, opened, { url: large });
    await expect(opened.collector.price(request, opened.context())).rejects.toMatchObject({
      code: 'SOURCE_TOO_LARGE',
      recovery: 'next',
      hint: expect.stringContaining('assemblyai'),
    });
    expect(standIn.requests()).toEqual([]);
  });

  it('takes a form of just 25 MB', async () => {
    const opened = await desk();
    const large = write('just.wav', wav(1));
    truncateSync(fileURLToPath(large), 25 * 1024 * 1024 - 16_384);
    const prompt = 'bower '.repeat(200);
    expect((await buy(openaiTranscription, opened, { url: large, prompt })).documents).toHaveLength(1);
  });

  it('is not made for a file that has changed', async () => {
    const opened = await desk();
    const url = write('changing.mp3', mp3(1));
    const request = await requestOf(openaiTranscription, opened, { url });
    writeFileSync(fileURLToPath(url), mp3(2));
    const start = opened.collector.start(openaiTranscription.order(request), url, opened.context());
    await expect(start).rejects.toMatchObject({ code: 'SOURCE_INVALID', recovery: 'next' });
    expect(standIn.requests()).toEqual([]);
  });

  it('of a model without a price has none, until the user gives one', async () => {
    const priced = async (options: object) => {
      const opened = await desk(options);
      const request = await requestOf(openaiTranscription, opened, { url: file, model: 'whisper-9' });
      return opened.collector.price(request, opened.context());
    };
    expect(await priced({})).toBeUndefined();
    const prices = { models: { 'whisper-9': { minute: 1 } } };
    expect((await priced({ prices }))!.expected).toBeCloseTo(1.5, 9);
  });

  it('stops when the account is used up', async () => {
    const { collector, context } = await desk();
    const body = { error: { message: 'You exceeded your current quota', code: 'insufficient_quota' } };
    standIn.faults.next('start', { answer: 429, body });
    await expect(collector.start({ audio: file }, file, context())).rejects.toMatchObject({
      recovery: 'stop',
    });
    standIn.faults.next('start', { answer: 429, retryAfter: 3 });
    await expect(collector.start({ audio: file }, file, context())).rejects.toMatchObject({
      recovery: 'retry',
      retryAfterMs: 3000,
    });
  });

  it('writes its key nowhere', async () => {
    expect(JSON.stringify(await buy(openaiTranscription, await desk(), { url: file }))).not.toContain(
      standIn.key,
    );
  });
});
