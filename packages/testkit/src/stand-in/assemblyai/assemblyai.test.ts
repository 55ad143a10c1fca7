import { AssemblyAI, type TranscriptListItem } from 'assemblyai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StandIn } from '../provider.ts';
import { type AssemblyaiFaults, startAssemblyai } from './assemblyai.ts';

const WEB = 'https://example.org/talk.mp3';
const TEXT = 'Good morning. Welcome to the talk. Thank you! It is good to be here. Then let us begin.';

let standIn: StandIn<AssemblyaiFaults>;
let client: AssemblyAI;
beforeEach(async () => {
  standIn = await startAssemblyai({ transcripts: { [WEB]: TEXT }, seconds: 120 });
  client = clientWith(standIn.key);
});
afterEach(() => standIn.close());

const clientWith = (apiKey: string) => new AssemblyAI({ apiKey, baseUrl: standIn.url });
const polling = { pollingInterval: 1 };
const paths = () => standIn.requests().map(({ method, path }) => `${method} ${path}`);
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${standIn.url}${path}`, { headers: { authorization: standIn.key }, ...init });
const post = (body: unknown) => ask('/v2/transcript', { method: 'POST', body: JSON.stringify(body) });

describe('with the official SDK as the client', () => {
  it('transcribes a web address', async () => {
    const transcript = await client.transcripts.transcribe({ audio: WEB, speaker_labels: true }, polling);
    expect(transcript).toMatchObject({
      status: 'completed',
      text: TEXT,
      audio_url: WEB,
      audio_duration: 120,
      language_code: 'en_us',
      speaker_labels: true,
    });
    expect(transcript.words).toHaveLength(18);
    expect(transcript.words![0]).toEqual({
      text: 'Good',
      start: 0,
      end: 6000,
      confidence: 0.9,
      speaker: 'A',
    });
    expect(transcript.utterances!.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['A', 'Good morning. Welcome to the talk.'],
      ['B', 'Thank you! It is good to be here.'],
      ['A', 'Then let us begin.'],
    ]);
    expect(transcript.error).toBeUndefined();
    const path = `/v2/transcript/${transcript.id}`;
    expect(paths()).toEqual(['POST /v2/transcript', `GET ${path}`, `GET ${path}`, `GET ${path}`]);
    expect(standIn.charges()).toMatchObject([{ what: WEB, cost: ((0.15 + 0.02) * 120) / 3600 }]);
  });
  it('uploads and transcribes bytes, and names them by their digest', async () => {
    const transcript = await client.transcripts.transcribe({ audio: Buffer.from('hello') }, polling);
    expect(transcript.audio_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/upload\/[-0-9a-f]{36}$/);
    expect(transcript.text!.length).toBeGreaterThan(100);
    expect(transcript.utterances).toBeNull();
    expect(transcript.words![0]!.speaker).toBeNull();
    expect(paths().slice(0, 2)).toEqual(['POST /v2/upload', 'POST /v2/transcript']);
    expect(standIn.charges()[0]!.what).toBe(
      'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    );
  });
  it('gives each upload an address of its own', async () => {
    const [one, two] = [
      await client.files.upload(Buffer.from('a')),
      await client.files.upload(Buffer.from('a')),
    ];
    expect(one).not.toBe(two);
    await expect(client.files.upload(Buffer.alloc(0))).rejects.toThrow('Upload failed');
  });
  it('goes from queued over processing to completed', async () => {
    const { id, status, text } = await client.transcripts.submit({ audio: WEB });
    expect([status, text]).toEqual(['queued', null]);
    const statuses = [];
    for (let poll = 0; poll < 4; poll++) statuses.push((await client.transcripts.get(id)).status);
    expect(statuses).toEqual(['queued', 'processing', 'completed', 'completed']);
  });
  it('ends in an error, without a charge', async () => {
    standIn.faults.next('start', { error: 'Audio duration is too short.' });
    const failed = await client.transcripts.transcribe({ audio: WEB }, polling);
    expect(failed).toMatchObject({ status: 'error', error: 'Audio duration is too short.', text: null });
    const gone = await client.transcripts.transcribe({ audio: `${standIn.url}/upload/1` }, polling);
    expect(gone.error).toContain('Download error');
    expect(standIn.charges()).toEqual([]);
    const { transcripts } = await client.transcripts.list({ status: 'error' });
    expect(transcripts.map(({ error }) => error)).toEqual([gone.error, failed.error]);
  });
  it('lists page by page, from the newest to the oldest', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 12; count++)
      ids.unshift((await client.transcripts.submit({ audio: WEB })).id);
    const found: TranscriptListItem[] = [];
    const sizes: number[] = [];
    for (let url: string | null = '/v2/transcript?limit=5'; url !== null; ) {
      const page = await client.transcripts.list(url);
      sizes.push(page.page_details.result_count);
      found.push(...page.transcripts);
      url = page.page_details.prev_url;
    }
    expect(sizes).toEqual([5, 5, 2]);
    expect(found.map(({ id }) => id)).toEqual(ids);
    expect(found[0]).toMatchObject({
      resource_url: `${standIn.url}/v2/transcript/${ids[0]}`,
      status: 'queued',
      completed: null,
      audio_url: WEB,
      error: null,
    });
    expect((await client.transcripts.list()).page_details).toMatchObject({ limit: 10, result_count: 10 });
  });
  it('lists newer ones, by status and by day', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await client.transcripts.submit({ audio: WEB })).id);
    const after = await client.transcripts.list({ after_id: ids[0]!, limit: 2 });
    expect(after.transcripts.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const next = await client.transcripts.list(after.page_details.next_url!);
    expect(next.transcripts.map(({ id }) => id)).toEqual([ids[4], ids[3]]);
    const last = await client.transcripts.list(next.page_details.next_url!);
    expect(last).toMatchObject({ transcripts: [], page_details: { next_url: null, prev_url: null } });
    await client.transcripts.waitUntilReady(ids[3]!, polling);
    const [completed, ...more] = (await client.transcripts.list({ status: 'completed' })).transcripts;
    expect([completed?.id, more]).toEqual([ids[3], []]);
    expect(completed!.completed).toBeInstanceOf(Date);
    expect((await client.transcripts.list({ created_on: '2020-01-01' })).transcripts).toEqual([]);
  });
  it('deletes, and keeps only that there was something', async () => {
    const { id } = await client.transcripts.transcribe({ audio: WEB }, polling);
    const deleted = await client.transcripts.delete(id);
    const trace = {
      id,
      status: 'completed',
      text: 'Deleted by user.',
      words: null,
      audio_url: 'http://deleted_by_user',
    };
    expect(deleted).toMatchObject(trace);
    expect(await client.transcripts.get(id)).toMatchObject(trace);
    expect(await client.transcripts.delete(id)).toMatchObject(trace);
    expect((await client.transcripts.list()).transcripts[0]!.audio_url).toBe('http://deleted_by_user');
    await expect(client.transcripts.sentences(id)).rejects.toThrow('before requesting sentences');
    expect(standIn.charges()).toHaveLength(1);
  });
  it('exports sentences, paragraphs and captions', async () => {
    const { id } = await client.transcripts.submit({ audio: WEB });
    await expect(client.transcripts.subtitles(id)).rejects.toThrow("'completed' before requesting captions");
    await client.transcripts.waitUntilReady(id, polling);
    const { sentences } = await client.transcripts.sentences(id);
    expect(sentences.map(({ text }) => text).join(' ')).toBe(TEXT);
    expect(sentences[1]).toMatchObject({ text: 'Welcome to the talk.', start: 13_333, speaker: null });
    const { paragraphs } = await client.transcripts.paragraphs(id);
    expect(paragraphs.map(({ text }) => text)).toEqual([
      'Good morning. Welcome to the talk. Thank you!',
      'It is good to be here. Then let us begin.',
    ]);
    expect(await client.transcripts.subtitles(id, 'srt')).toMatch(
      /^1\n00:00:00,000 --> 00:00:12,667\nGood morning\.\n\n2\n/,
    );
    const narrow = await client.transcripts.subtitles(id, 'vtt', 12);
    expect(narrow).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:06\.000\nGood\n\n/);
    for (const line of narrow.split('\n').filter((line) => !line.includes('-->')))
      expect(line.length).toBeLessThanOrEqual(12);
  });
  it('refuses a wrong key, an unknown id, too many requests and what goes wrong at the provider', async () => {
    await expect(clientWith('wrong').transcripts.list()).rejects.toThrow('API token missing/invalid');
    await expect(client.transcripts.get('unknown')).rejects.toThrow('transcript id not found');
    await expect(client.transcripts.delete('unknown')).rejects.toThrow('transcript id not found');
    standIn.faults.next('start', { answer: 429, retryAfter: 1 });
    await expect(client.transcripts.submit({ audio: WEB })).rejects.toThrow('Too many requests');
    standIn.faults.next('start', { answer: 503 });
    await expect(client.transcripts.submit({ audio: WEB })).rejects.toThrow('developers have been alerted');
    expect(standIn.requests().map(({ status }) => status)).toEqual([401, 400, 400, 429, 503]);
    expect(standIn.charges()).toEqual([]);
  });
});

describe('without a client', () => {
  it.each([
    [{}, 'audio_url is required'],
    [{ audio_url: null }, 'audio_url is required'],
    [{ audio_url: '' }, 'audio_url should start with http'],
    [{ audio_url: 'file:///talk.mp3' }, 'audio_url should start with http'],
    [{ audio_url: WEB, language: 'de' }, 'Invalid endpoint schema'],
    [{ audio_url: WEB, speaker_labels: 'yes' }, 'Invalid endpoint schema'],
    [{ audio_url: WEB, language_code: 'en-US' }, 'unsupported language code'],
    [[], 'Invalid JSON'],
  ])('refuses %j', async (body, message) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toContain(message);
    expect(standIn.charges()).toEqual([]);
  });
  it.each(['limit=0', 'limit=201', 'limit=ten', 'before_id=unknown', 'after_id=unknown'])(
    'refuses a list with %s',
    async (query) => {
      expect((await ask(`/v2/transcript?${query}`)).status).toBe(400);
    },
  );
  it('writes times in UTC without saying so, as AssemblyAI does', async () => {
    const before = Date.now();
    await post({ audio_url: WEB });
    const { transcripts } = (await (await ask('/v2/transcript')).json()) as {
      transcripts: { created: string }[];
    };
    const { created } = transcripts[0]!;
    expect(created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    expect(Date.parse(`${created}Z`)).toBeGreaterThanOrEqual(before);
  });
  it('lists late, also what nobody got an answer for', async () => {
    standIn.faults.next('start', { drop: 'after charge', listedAfter: 2 });
    await expect(post({ audio_url: WEB })).rejects.toThrow();
    const counts = [];
    for (let asked = 0; asked < 3; asked++)
      counts.push(((await (await ask('/v2/transcript')).json()) as { transcripts: [] }).transcripts.length);
    expect(counts).toEqual([0, 0, 1]);
    expect(standIn.charges()).toHaveLength(1);
  });
  it('loses an id for a while', async () => {
    const { id } = (await (await post({ audio_url: WEB })).json()) as { id: string };
    standIn.faults.next('get', { answer: 400 }, 2);
    for (const status of [400, 400, 200]) expect((await ask(`/v2/transcript/${id}`)).status).toBe(status);
    expect(standIn.faults.waiting()).toEqual([]);
  });
  it('takes as many polls as it is told', async () => {
    const quick = await startAssemblyai({ polls: 0 });
    const init = { headers: { authorization: quick.key } };
    const body = JSON.stringify({ audio_url: WEB, language_detection: true });
    const started = await fetch(`${quick.url}/v2/transcript`, { ...init, method: 'POST', body });
    const { id } = (await started.json()) as { id: string };
    const polled = await fetch(`${quick.url}/v2/transcript/${id}`, init);
    expect(await polled.json()).toMatchObject({
      status: 'completed',
      language_code: 'en',
      language_confidence: 0.99,
    });
    await quick.close();
  });
});
