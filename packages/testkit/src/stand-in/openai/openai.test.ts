import OpenAI, { toFile } from 'openai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StandIn } from '../provider.ts';
import { type OpenaiFaults, startOpenai } from './openai.ts';

const HELLO = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const TEXT = 'Good morning. Welcome to the talk. Thank you! Then let us begin.';

let standIn: StandIn<OpenaiFaults>;
let client: OpenAI;
beforeEach(async () => {
  standIn = await startOpenai({ transcripts: { [HELLO]: TEXT }, seconds: 90.5 });
  client = clientWith({ maxRetries: 0 });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await standIn.close();
});

const clientWith = (options: { apiKey?: string; maxRetries?: number }) =>
  new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: standIn.key, ...options });
const hello = () => toFile(Buffer.from('hello'), 'hello.mp3');
const create = async (
  params: Partial<OpenAI.Audio.TranscriptionCreateParamsNonStreaming> = {},
  by: OpenAI = client,
): Promise<unknown> => by.audio.transcriptions.create({ file: await hello(), model: 'whisper-1', ...params });
const statuses = () => standIn.requests().map(({ status }) => status);

describe('with the official SDK as the client', () => {
  it('transcribes, and charges by the second', async () => {
    expect(await create({ language: 'en', temperature: 0.2, prompt: 'A talk.' })).toEqual({
      text: TEXT,
      usage: { type: 'duration', seconds: 91 },
    });
    expect(standIn.charges()).toMatchObject([{ what: HELLO, cost: (0.006 * 91) / 60 }]);
    expect(standIn.requests()).toEqual([{ method: 'POST', path: '/v1/audio/transcriptions', status: 200 }]);
  });
  it('answers text, SubRip and WebVTT', async () => {
    expect(await create({ response_format: 'text' })).toBe(`${TEXT}\n`);
    expect(await create({ response_format: 'srt' })).toMatch(
      /^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\nGood morning\.\n\n2\n/,
    );
    expect(await create({ response_format: 'vtt' })).toMatch(
      /^WEBVTT\n\n00:00:00\.000 --> 00:00:\d\d\.\d{3}\nGood morning\.\n\n/,
    );
  });
  it('answers JSON with segments, words or both', async () => {
    const verbose = async (...granularities: ('word' | 'segment')[]) =>
      (await create({
        response_format: 'verbose_json',
        language: 'de',
        ...(granularities.length > 0 && { timestamp_granularities: granularities }),
      })) as OpenAI.Audio.TranscriptionVerbose;
    const plain = await verbose();
    expect(plain).toMatchObject({ language: 'german', duration: 90.5, text: TEXT });
    expect(plain.segments!.map(({ id, text }) => [id, text]).slice(0, 2)).toEqual([
      [0, ' Good morning.'],
      [1, ' Welcome to the talk.'],
    ]);
    expect(plain.segments!.at(-1)!.end).toBeLessThanOrEqual(90.5);
    expect(plain.words).toBeUndefined();
    const words = await verbose('word');
    expect(words.segments).toBeUndefined();
    expect(words.words!.map(({ word }) => word).slice(0, 3)).toEqual(['Good', 'morning', 'Welcome']);
    expect(Object.keys(await verbose('word', 'segment'))).toEqual(
      expect.arrayContaining(['words', 'segments']),
    );
  });
  it('tells who speaks', async () => {
    const model = 'gpt-4o-transcribe-diarize';
    const answer = (await create({
      model,
      response_format: 'diarized_json',
      chunking_strategy: 'auto',
    })) as OpenAI.Audio.TranscriptionDiarized;
    expect(answer).toMatchObject({ task: 'transcribe', duration: 90.5, text: TEXT });
    expect(answer.segments.map(({ type, speaker, text }) => [type, speaker, text])).toEqual([
      ['transcript.text.segment', 'A', 'Good morning. Welcome to the talk.'],
      ['transcript.text.segment', 'B', 'Thank you! Then let us begin.'],
    ]);
    await expect(create({ model })).rejects.toThrow('chunking_strategy is required');
    await expect(create({ model, chunking_strategy: 'auto', prompt: 'x' })).rejects.toThrow('Prompt');
  });
  it('counts tokens for the models that are billed by them', async () => {
    expect(await create({ model: 'gpt-4o-mini-transcribe' })).toEqual({
      text: TEXT,
      usage: {
        type: 'tokens',
        input_tokens: 905,
        input_token_details: { text_tokens: 0, audio_tokens: 905 },
        output_tokens: 12,
        total_tokens: 917,
      },
    });
    expect(await create({ model: 'gpt-transcribe' })).toMatchObject({ languages: [{ code: 'en' }] });
    const [mini, other] = standIn.charges();
    expect(mini!.cost / other!.cost).toBeCloseTo(0.003 / 0.0045);
  });
  it('lists its models', async () => {
    const ids = (await client.models.list()).data.map(({ id }) => id);
    expect(ids).toContain('whisper-1');
  });
  it('refuses in the shape that the SDK reads', async () => {
    const cases: [() => Promise<unknown>, object][] = [
      [
        () => create({}, clientWith({ apiKey: 'wrong', maxRetries: 0 })),
        { status: 401, code: 'invalid_api_key' },
      ],
      [() => create({ model: 'whisper-9' }), { status: 404, code: 'model_not_found', param: null }],
      [
        () => create({ model: 'gpt-4o-transcribe', response_format: 'verbose_json' }),
        { status: 400, code: 'unsupported_value', param: 'response_format', type: 'invalid_request_error' },
      ],
      [() => create({ language: 'english' }), { status: 400, param: 'language' }],
      [() => create({ timestamp_granularities: ['word'] }), { status: 400 }],
      [() => create({ temperature: 2 }), { status: 400, param: 'temperature' }],
      [async () => create({ file: await toFile(Buffer.from('a'), 'a.pdf') }), { status: 400, param: 'file' }],
      [
        async () => create({ file: await toFile(Buffer.alloc(0), 'a.mp3') }),
        { status: 400, code: 'audio_too_short' },
      ],
    ];
    for (const [call, error] of cases) await expect(call()).rejects.toMatchObject(error);
    expect(standIn.charges()).toEqual([]);
  });
  it('takes 25 MB, all that is sent counted', async () => {
    const file = await toFile(Buffer.alloc(26_214_400), 'long.wav');
    await expect(create({ file })).rejects.toMatchObject({ status: 413, type: 'server_error' });
    const most = await toFile(Buffer.alloc(26_213_000), 'long.wav');
    await expect(create({ file: most })).resolves.toBeDefined();
    expect(standIn.charges()).toHaveLength(1);
  });
  it('says when to come again', async () => {
    standIn.faults.next('start', { answer: 429, retryAfter: 7 });
    const error = await create().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    expect((error as InstanceType<typeof OpenAI.RateLimitError>).headers.get('retry-after')).toBe('7');
  });
});

describe('an answer that is lost', () => {
  it('is paid for three times by the SDK as it comes, and once if it may not retry', async () => {
    standIn.faults.next('start', { drop: 'after charge' }, Number.POSITIVE_INFINITY);
    withoutWaiting();
    await expect(create({}, clientWith({}))).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
    expect(standIn.charges().map(({ what }) => what)).toEqual([HELLO, HELLO, HELLO]);
    await expect(create()).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
    expect(standIn.charges()).toHaveLength(4);
  });
  it('is paid for again after a 5xx that was charged', async () => {
    standIn.faults.next('start', { answer: 500, charged: true });
    withoutWaiting();
    await create({}, clientWith({}));
    expect(statuses()).toEqual([500, 200]);
    expect(standIn.charges()).toHaveLength(2);
  });
});

describe('without a client', () => {
  const send = (fields: Record<string, string | File>) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return post(body);
  };
  const post = (body: FormData | string) =>
    fetch(`${standIn.url}/v1/audio/transcriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${standIn.key}` },
      body,
    });
  const file = () => new File(['hello'], 'hello.mp3');

  it('answers with the id of the request', async () => {
    const response = await send({ file: file(), model: 'whisper-1', response_format: 'text' });
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
    expect(response.headers.get('content-type')).toContain('text/plain');
  });
  it.each([
    ['no form', () => post('{}'), 'multipart'],
    ['no file', () => send({ model: 'whisper-1' }), 'file'],
    ['a text for a file', () => send({ model: 'whisper-1', file: 'hello' }), 'file'],
    ['no model', () => send({ file: file() }), 'model'],
    ['a misspelt field', () => send({ file: file(), model: 'whisper-1', format: 'text' }), "'format'"],
    ['a format of its own', () => send({ file: file(), model: 'whisper-1', response_format: 'xml' }), 'xml'],
    ['a stream', () => send({ file: file(), model: 'gpt-transcribe', stream: 'true' }), 'stream'],
  ])('refuses %s', async (_, ask, message) => {
    const response = await ask();
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { message: string; type: string } };
    expect(error.type).toBe('invalid_request_error');
    expect(error.message).toContain(message);
    expect(standIn.charges()).toEqual([]);
  });
});

/** The SDK waits from half a second on between its attempts: here it does not. Everyone else waits as ever. */
function withoutWaiting(): void {
  const real = setTimeout;
  vi.stubGlobal('setTimeout', (work: () => void, ms: number, ...rest: unknown[]) => {
    const isPause = ms < 10_000 && new Error().stack?.split('\n')[2]?.includes('node_modules/openai');
    return real(work, isPause ? 0 : ms, ...(rest as []));
  });
}
