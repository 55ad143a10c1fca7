import { fileURLToPath } from 'node:url';
import { startAssemblyai } from '@bowerbird/testkit';
import { describe, expect, it } from 'vitest';
import { open, requestOf } from '../test/desk.ts';
import { temporaryFiles } from '../test/folder.ts';
import { wav } from '../test/media.ts';
import { assemblyai } from './assemblyai-collector.ts';
import { isOrdered, paramsOf } from './assemblyai-params.ts';
import { type AssemblyaiRequest, orderOf } from './assemblyai-request.ts';

const URL = 'https://example.org/talk.mp3';
const write = temporaryFiles();

const order = (asked: Partial<AssemblyaiRequest> = {}) => orderOf({ url: URL, ...asked });

describe('what is ordered', () => {
  it('leaves out what is at its default', () => {
    const usual: Partial<AssemblyaiRequest> = {
      language: 'auto',
      languageThreshold: 0,
      models: ['universal-2'],
      speakerLabels: false,
      multichannel: false,
      keyterms: [],
      temperature: 0,
      medical: false,
      customSpelling: {},
      disfluencies: false,
      punctuate: true,
      formatText: true,
      filterProfanity: false,
      redactPii: [],
      redactPiiAs: 'entity_name',
      audioStartMs: 0,
      speechThreshold: 0,
      chapters: false,
    };
    expect(order(usual)).toEqual({ audio: URL });
  });

  it.each<Partial<AssemblyaiRequest>>([
    { language: 'de' },
    { languageThreshold: 0.5 },
    { models: ['universal-3-5-pro', 'universal-2'] },
    { speakerLabels: true },
    { speakers: 3 },
    { minSpeakers: 2 },
    { maxSpeakers: 4 },
    { multichannel: true },
    { keyterms: ['bower'] },
    { prompt: 'of birds' },
    { temperature: 0.5 },
    { medical: true },
    { customSpelling: { Bower: ['bauer'] } },
    { disfluencies: true },
    { punctuate: false },
    { formatText: false },
    { filterProfanity: true },
    { redactPii: ['person_name'] },
    { redactPii: ['person_name'], redactPiiAs: 'entity_name' },
    { audioStartMs: 1000 },
    { audioEndMs: 2000 },
    { speechThreshold: 0.5 },
    { chapters: true },
  ])('has %j in it, and sends it', (asked) => {
    expect(order(asked)).not.toEqual(order());
    const params = paramsOf(order(asked));
    expect(params).not.toEqual(paramsOf(order()));
    // What the provider tells of it later is told apart from the usual.
    const told = { language_code: 'en', language_detection: false, ...params };
    expect(isOrdered(told, order(asked))).toBe(true);
    expect(isOrdered(told, order())).toBe(false);
  });

  it.each<Partial<AssemblyaiRequest>>([
    { timestamps: false },
    { speakerLabels: true, onlySpeakers: ['A'] },
    { speakerNames: { A: 'Jane' } },
    { chapterHeadings: false },
    { path: 'talks/1.mp3' },
  ])('has nothing of %j in it, which is done afterwards', (asked) => {
    expect(order(asked)).toEqual(order(asked.speakerLabels ? { speakerLabels: true } : {}));
  });

  it('names the documents by what is done afterwards', () => {
    const identify = (asked: Partial<AssemblyaiRequest>) => assemblyai.identify?.({ url: URL, ...asked });
    const identities = [
      identify({}),
      identify({ timestamps: false }),
      identify({ onlySpeakers: ['A'] }),
      identify({ speakerNames: { A: 'Jane' } }),
      identify({ chapterHeadings: false }),
      identify({ language: 'de' }),
    ].map((identity) => JSON.stringify(identity));
    expect(new Set(identities).size).toBe(identities.length);
    expect(identify({ timestamps: true, chapterHeadings: true, speakerNames: {} })).toEqual(identify({}));
  });

  it('is one for all spellings of a list', () => {
    expect(order({ keyterms: ['b', 'a', 'b'] })).toEqual(order({ keyterms: ['a', 'b'] }));
    expect(order({ speakers: 2, speakerLabels: false })).toEqual(order({ speakers: 2, speakerLabels: true }));
    expect(order({ language: 'de-DE' })).toEqual(order({ language: 'de' }));
    expect(order({ language: 'en-us' })).not.toEqual(order({ language: 'en' }));
  });
});

describe('one source', () => {
  it('spelled in five ways is one order', async () => {
    const standIn = await startAssemblyai();
    const opened = await open(assemblyai, standIn);
    const spellings = [
      'https://example.org/talks/talk.mp3',
      'HTTPS://Example.ORG/talks/talk.mp3',
      'https://example.org:443/talks/talk.mp3',
      'https://example.org/talks/./talk.mp3#t=60',
      'https://example.org/talks/old/../talk.mp3',
    ];
    const orders = await Promise.all(
      spellings.map(async (url) => assemblyai.order(await requestOf(assemblyai, opened, { url }))),
    );
    expect(new Set(orders.map((each) => JSON.stringify(each))).size).toBe(1);
    await standIn.close();
  });

  it('that is a file is what its bytes are', async () => {
    const standIn = await startAssemblyai();
    const opened = await open(assemblyai, standIn);
    const [file, copy, other] = [write('a.wav', wav(1)), write('a copy.wav', wav(1)), write('b.wav', wav(2))];
    const spellings = [file, fileURLToPath(file), file.replace('a.wav', './a.wav'), `${file}#x`, copy];
    const ordered = async (url: string) =>
      JSON.stringify(assemblyai.order(await requestOf(assemblyai, opened, { url })));
    const orders = await Promise.all(spellings.map(ordered));
    expect(new Set(orders).size).toBe(1);
    expect(orders[0]).toMatch(/^\{"audio":"sha256:[0-9a-f]{64}"\}$/);
    expect(await ordered(other)).not.toBe(orders[0]);
    await standIn.close();
  });
});

describe('a request', () => {
  const read = (asked: object) => assemblyai.request['~standard'].validate(asked);
  it.each([
    [{ url: 'talk.mp3' }, 'no absolute URL'],
    [{ url: 'https://jane:secret@example.org/talk.mp3' }, 'user name or a password'],
    [{ url: 'ftp://example.org/talk.mp3' }, 'not ftp:'],
    [{ url: URL, language: 'english please' }, 'language tag'],
    [{ url: URL, onlySpeakers: ['A'] }, 'needs speakerLabels'],
    [{ url: URL, audioStartMs: 2000, audioEndMs: 1000 }, 'after audioStartMs'],
    [{ url: URL, speaker: true }, 'speaker'],
  ])('that is %j is refused', async (asked, message) => {
    expect(JSON.stringify((await read(asked)).issues)).toContain(message);
  });
});
