import { fileURLToPath } from 'node:url';
import { startAssemblyai } from '@bowerbird/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buy, open, requestOf } from '../test/desk.ts';
import { fakeYtDlp } from '../test/fake-programs.ts';
import { temporaryFiles } from '../test/folder.ts';
import { wav } from '../test/media.ts';
import { assemblyai } from './assemblyai-collector.ts';

const write = temporaryFiles();
const sound = fileURLToPath(write('sound.webm', wav(30)));
const URL = 'https://www.youtube.com/watch?v=aaaaaaaaaaa';
const LIST = 'https://www.youtube.com/playlist?list=PL1';
const program = fakeYtDlp({
  [URL]: {
    info: {
      id: 'aaaaaaaaaaa',
      extractor_key: 'Youtube',
      title: 'The bower',
      webpage_url: URL,
      duration: 30,
      chapters: [{ title: 'Start', start_time: 0 }],
      channel: 'Birds',
    },
    sound,
  },
  [LIST]: { info: { id: 'PL1' }, entries: [{ id: 'aaaaaaaaaaa', url: URL }] },
});

let standIn: Awaited<ReturnType<typeof startAssemblyai>>;
beforeEach(async () => {
  standIn = await startAssemblyai();
});
afterEach(() => standIn.close());

it('the page of a video is bought for what its site says that it is long, and is the same document as its captions', async () => {
  expect(assemblyai.accepts?.({ uri: 'https://youtu.be/aaaaaaaaaaa' })).toEqual({ url: URL });
  const { price, documents, order } = await buy(
    assemblyai,
    await open(assemblyai, standIn, { pollAfterMs: 0 }),
    { url: URL },
  );
  expect(order).toEqual({ audio: URL });
  expect(price?.expected).toBeCloseTo((0.15 * 30) / 3600, 9);
  expect(price?.most).toBeGreaterThanOrEqual(standIn.charges()[0]!.cost);
  expect(price?.most).toBeCloseTo((0.15 * 32) / 3600, 9);
  expect(documents).toMatchObject([
    {
      id: 'youtube:aaaaaaaaaaa',
      title: 'The bower',
      url: URL,
      authors: ['Birds'],
      metadata: { provider: 'assemblyai', duration: 30 },
    },
  ]);
  expect(documents[0]!.text).toMatch(
    /^## Start\n\n\[00:00:00\]\(https:\/\/www\.youtube\.com\/watch\?v=aaaaaaaaaaa&t=0\) /,
  );
});

it('a list is handed over video by video', async () => {
  const opened = await open(assemblyai, standIn);
  expect(await requestOf(assemblyai, opened, { url: URL })).toEqual({ url: URL });
  const found: unknown[] = [];
  const request = { url: LIST };
  for await (const item of opened.collector.discover!(request, opened.context())) found.push(item);
  expect(found).toEqual([{ source: URL }]);
});

it('what was bought is read without its site as well', async () => {
  const opened = await open(assemblyai, standIn, { pollAfterMs: 0 });
  const { documents } = await buy(assemblyai, opened, { url: URL });
  program.write({});
  const answer = { text: 'Yes.', words: [{ text: 'Yes.', start: 0, end: 400 }], utterances: null };
  expect(await opened.collector.read(answer, { url: URL }, opened.context())).toMatchObject([
    { id: `media:${URL}`, text: `[00:00:00](${URL}&t=0) Yes.` },
  ]);
  expect(documents).toHaveLength(1);
});
