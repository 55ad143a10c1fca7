import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { validate } from '@bowerbird/core';
import { fakeContext } from '@bowerbird/testkit';
import { afterAll, expect, it } from 'vitest';
import { describeFfmpeg, ffmpeg } from '../../test/describe-ffmpeg.ts';
import { fakeYtDlp, putOnPath } from '../../test/fake-programs.ts';
import { wav } from '../../test/media.ts';
import { serveMedia } from '../../test/media-server.ts';
import { whisperLocal } from './whisper-collector.ts';
import { segmentsOfWhisper } from './whisper-transcript.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-whisper-'));
afterAll(() => rmSync(folder, { recursive: true }));
putOnPath('whisper-cli', './fake-whisper.mjs');
process.env.FAKE_WHISPER = join(folder, 'heard.txt');
writeFileSync(process.env.FAKE_WHISPER, 'Bowerbirds build a bower. It is blue.');
writeFileSync(join(folder, 'ggml-base.bin'), 'a model');
writeFileSync(join(folder, 'talk.wav'), wav(8));
const VIDEO = 'https://www.youtube.com/watch?v=aaaaaaaaaaa';
fakeYtDlp({
  [VIDEO]: {
    info: { id: 'aaaaaaaaaaa', extractor_key: 'Youtube', title: 'The bower', webpage_url: VIDEO },
    sound: join(folder, 'talk.wav'),
  },
});

async function collect(
  url: string,
  asked: object = {},
  options: object = {},
  evidence = new Map<string, string>(),
) {
  const request = await validate(whisperLocal.request, { url, ...asked }, 'request');
  const given = await validate(whisperLocal.options!, { models: '.', ...options }, 'options');
  const collector = await whisperLocal.create(given, { base: folder, state: folder });
  return collector.collect(request, fakeContext({ fetch: globalThis.fetch, evidence }).context);
}

const talk = pathToFileURL(join(folder, 'talk.wav')).href;

describeFfmpeg('whisper.cpp', () => {
  it('hears a file, a film, an address and a page', async () => {
    const evidence = new Map<string, string>();
    const document = {
      text: '[00:00:00] Bowerbirds build a bower. It is blue.',
      title: 'talk',
      language: 'en',
      metadata: { provider: 'whisper.cpp', model: 'base' },
      spans: [{ locator: { kind: 'time', startMs: 0, endMs: 7_994 } }],
    };
    const heard = await collect(talk, { path: 'talk.wav' }, {}, evidence);
    expect(heard).toMatchObject([
      { id: 'media:talk.wav', ...document, spans: [{ locator: { startMs: 0 } }] },
    ]);
    // What was heard once is not heard again.
    expect(await collect(talk, { path: 'talk.wav' }, { program: '/nowhere' }, evidence)).toEqual(heard);

    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      'testsrc=duration=3:size=64x48:rate=5',
      '-f',
      'lavfi',
      '-i',
      'sine=duration=3',
      join(folder, 'film.mkv'),
    );
    const film = await collect(pathToFileURL(join(folder, 'film.mkv')).href, {
      language: 'de-AT',
      subtitles: 'srt',
    });
    expect(film).toMatchObject([
      { title: 'film', language: 'de-AT', metadata: { subtitles: expect.stringContaining('--> ') } },
    ]);
    const { url } = await serveMedia({ 'talk.wav': wav(8) });
    expect(await collect(`${url}/talk.wav`)).toMatchObject([
      { id: `media:${url}/talk.wav`, url: `${url}/talk.wav` },
    ]);
    expect(await collect(VIDEO)).toMatchObject([
      { id: 'youtube:aaaaaaaaaaa', title: 'The bower', url: VIDEO },
    ]);
  });

  it.each([
    [{ program: '/no/whisper' }, {}, 'whisper.cpp'],
    [{}, { model: 'large' }, 'download-ggml-model.sh'],
  ])('names the remedy where something is missing: %j %j', async (options, asked, hint) => {
    await expect(collect(talk, asked, options)).rejects.toMatchObject({
      code: 'PROGRAM_MISSING',
      recovery: 'retry',
      hint: expect.stringContaining(hint),
    });
  });
});

it('reads words out of tokens, and no marks of the model', () => {
  const at = (from: number) => ({ from, to: from + 10 });
  const tokens = [
    { text: '[_BEG_]', offsets: at(0) },
    { text: ' Bower', offsets: at(0) },
    { text: 'birds', offsets: at(10) },
    { text: ' sing', offsets: at(20) },
    { text: '.', offsets: at(30) },
  ];
  const output = {
    transcription: [
      { offsets: { from: 0, to: 40 }, text: ' Bowerbirds sing.', tokens },
      { offsets: at(40), text: ' [BLANK_AUDIO]' },
    ],
  };
  expect(segmentsOfWhisper(output)).toEqual([
    {
      text: 'Bowerbirds sing.',
      startMs: 0,
      endMs: 40,
      words: [
        { text: 'Bowerbirds', startMs: 0, endMs: 20 },
        { text: 'sing.', startMs: 20, endMs: 40 },
      ],
    },
  ]);
});
