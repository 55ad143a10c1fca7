import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { paidCollectorSuite, startAssemblyai, startOpenai } from '../src/index.ts';
import { instantTranscriber } from './fixtures/instant-transcriber.ts';
import { openShop, shopper } from './fixtures/shop.ts';
import { transcriber } from './fixtures/transcriber.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-paid-'));
const file = join(folder, 'talk.mp3');
writeFileSync(file, 'speech');
afterAll(() => rmSync(folder, { recursive: true }));

const TALK = 'https://example.org/talk.mp3';

const assemblyai = async (error?: string) => {
  const standIn = await startAssemblyai();
  if (error !== undefined) standIn.faults.next('start', { error });
  return {
    ...standIn,
    secrets: [standIn.key],
    options: { apiKey: standIn.key, baseUrl: standIn.url, pollAfterMs: 0 },
  };
};

paidCollectorSuite(test, transcriber, {
  cases: [
    { source: TALK },
    { source: TALK, with: { speakerLabels: true }, name: 'with speakers' },
    { source: 'https://example.org/another.mp3', with: { language: 'de' } },
    { source: file },
  ],
  provider: assemblyai,
  recovery: ['find'],
  otherOptions: [{ pollAfterMs: 50 }],
  failing: () => assemblyai('it is too short'),
});

paidCollectorSuite(test, instantTranscriber, {
  cases: [{ source: file }, { source: file, with: { language: 'de' }, name: 'in German' }],
  provider: async () => {
    const standIn = await startOpenai();
    return { ...standIn, secrets: [standIn.key], options: { apiKey: standIn.key, baseUrl: standIn.url } };
  },
  recovery: [],
  otherOptions: [],
});

paidCollectorSuite(test, shopper, {
  cases: [{ with: { source: TALK } }],
  provider: openShop,
  recovery: ['idempotency-key'],
  otherOptions: [{ region: 'us' }],
});
