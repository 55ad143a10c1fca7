import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paidCollectorSuite, startAssemblyai, startOpenai } from '@bowerbird/testkit';
import { afterAll, test } from 'vitest';
import { loopback } from '../test/desk.ts';
import { mp3, wav } from '../test/media.ts';
import { assemblyai } from './assemblyai-collector.ts';
import { openaiTranscription } from './openai-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-video-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

const TALK = 'https://example.org/talk.mp3';
const talk = write('talk.wav', wav(5));
const song = write('song.mp3', mp3(60));

async function openAssemblyai(error?: string) {
  const standIn = await startAssemblyai();
  if (error !== undefined) standIn.faults.next('start', { error });
  const options = { apiKey: standIn.key, baseUrl: standIn.url, pollAfterMs: 0 };
  return { ...standIn, fetch: loopback, secrets: [standIn.key], options };
}

paidCollectorSuite(test, assemblyai, {
  cases: [
    { source: TALK, ids: [`media:${TALK}`] },
    { source: TALK, with: { speakers: 2, onlySpeakers: ['A'] }, name: 'one of two speakers' },
    { source: TALK, with: { language: 'en-GB', punctuate: false }, name: 'in English, unpunctuated' },
    { source: TALK, with: { keyterms: ['bower'], customSpelling: { Bower: ['bauer'] } }, name: 'with terms' },
    { source: 'https://example.org/another.mp3?part=1', with: { language: 'de', timestamps: true } },
    { source: talk, with: { speakerLabels: true }, ids: ['media:talk.wav'] },
    { source: song },
  ],
  provider: () => openAssemblyai(),
  recovery: ['find'],
  otherOptions: [{ pollAfterMs: 50 }, { prices: { asOf: '2020-02-02' } }],
  failing: () => openAssemblyai('it is too short'),
});

paidCollectorSuite(test, openaiTranscription, {
  cases: [
    { source: talk, ids: ['media:talk.wav'] },
    { source: song, with: { language: 'de', temperature: 0.2, prompt: 'Of bowers.' }, name: 'in German' },
    { source: talk, with: { model: 'gpt-transcribe', keywords: ['bower'] }, name: 'without times' },
  ],
  async provider() {
    const standIn = await startOpenai();
    return { ...standIn, secrets: [standIn.key], options: { apiKey: standIn.key, baseUrl: standIn.url } };
  },
  recovery: [],
  otherOptions: [{ prices: { asOf: '2020-02-02' } }],
});
