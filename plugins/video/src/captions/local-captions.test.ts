import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Document, isCollectError, type JsonObject, validate } from '@bowerbird/core';
import { fakeContext } from '@bowerbird/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFfmpeg, ffmpeg } from '../../test/describe-ffmpeg.ts';
import { captions } from './captions-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-captions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const vtt = (text: string) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n`;
const srt = (text: string) => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n`;

function write(name: string, content: string | Buffer = ''): string {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function requestOf(name: string, asked: object = {}) {
  return validate(
    captions.request,
    { url: pathToFileURL(join(folder, name)).href, path: name, ...asked },
    'request',
  );
}

async function collect(name: string, asked: object = {}): Promise<readonly Document[]> {
  return (await captions.create({}, { base: folder, state: folder })).collect(
    await requestOf(name, asked),
    fakeContext().context,
  );
}

async function discover(name: string, asked: object = {}) {
  const found: object[] = [];
  const instance = await captions.create({}, { base: folder, state: folder });
  for await (const item of instance.discover?.(await requestOf(name, asked), fakeContext().context) ?? [])
    found.push(item);
  return found;
}

describe('a file of captions', () => {
  it('is a document of its own', async () => {
    write('a.talk.en.srt', srt('MAN: Good morning.'));
    expect(await collect('a.talk.en.srt')).toEqual([
      {
        id: 'media:a.talk.en.srt',
        title: 'a.talk',
        language: 'en',
        text: '[00:00:01] **MAN:** Good morning.',
        spans: [
          { start: 20, end: 33, locator: { kind: 'time', startMs: 1000, endMs: 2000, speaker: 'MAN' } },
        ],
        metadata: {
          captions: { kind: 'human', format: 'srt', from: 'file', language: 'en' },
          speakers: ['MAN'],
        },
      },
    ]);
    expect(await collect('a.talk.en.srt', { onlySpeakers: ['WOMAN'] })).toEqual([]);
  });

  it('that is broken gives what can be saved, and says what was wrong', async () => {
    write('broken.vtt', `${vtt('kept')}\n00:03 --> 00:04\nlost\n`);
    const [document] = await collect('broken.vtt');
    expect(document).toMatchObject({
      text: '[00:00:01] kept',
      metadata: { problems: ['"00:03 --> 00:04" is no line of times'] },
    });
  });

  it('that is none leads on', async () => {
    write('none.vtt', 'Just text.');
    await expect(collect('none.vtt')).rejects.toMatchObject({ code: 'SOURCE_UNSUPPORTED', recovery: 'next' });
    await expect(collect('not-there.vtt')).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      recovery: 'next',
    });
  });
});

describe('captions beside a video', () => {
  it('are chosen by their language', async () => {
    write('film.mp4');
    write('film.de.vtt', vtt('Guten Tag.'));
    write('film.en-GB.srt', srt('Good day.'));
    write('film.2.vtt', vtt('Of another film.'));
    expect(await collect('film.mp4', { language: 'en' })).toMatchObject([
      { id: 'media:film.mp4', title: 'film', language: 'en-GB', metadata: { captions: { from: 'sidecar' } } },
    ]);
    expect((await collect('film.mp4'))[0]?.text).toBe('[00:00:01] Guten Tag.');
  });

  it('come with what yt-dlp wrote of it', async () => {
    const info = {
      id: 'aaaaaaaaaaa',
      extractor_key: 'Youtube',
      title: 'The bower',
      webpage_url: 'https://www.youtube.com/watch?v=aaaaaaaaaaa',
      upload_date: '20260131',
      language: 'en',
      automatic_captions: { en: [{ url: 'https://e.example/?lang=en' }] },
    };
    write('got/bower.info.json', JSON.stringify(info));
    write('got/bower.en.vtt', vtt('Good day.'));
    const document = {
      id: 'youtube:aaaaaaaaaaa',
      url: info.webpage_url,
      published: '2026-01-31',
      text: `[00:00:01](${info.webpage_url}&t=1) Good day.`,
      metadata: { captions: { kind: 'automatic', from: 'sidecar' }, upload_date: '20260131' },
    };
    expect(await collect('got/bower.info.json')).toMatchObject([document]);
    write('got/bower.webm');
    expect(await collect('got/bower.webm')).toMatchObject([document]);
    expect(await collect('got/bower.info.json', { since: '2026-02-01' })).toEqual([]);
    await expect(collect('got/bower.info.json', { automatic: false })).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      recovery: 'next',
    });
    write('got/other.info.json', '[]');
    await expect(collect('got/other.info.json')).rejects.toMatchObject({ code: 'SOURCE_INVALID' });
  });
});

it('leads from captions at an address to what they are of, if it is told', async () => {
  const url = 'https://example.org/talk.vtt';
  const fetch: typeof globalThis.fetch = async () => new Response(vtt('Good day.'));
  const read = async (asked: object) => {
    const request = await validate(captions.request, { url, ...asked }, 'request');
    const instance = await captions.create({}, { base: folder, state: folder });
    return instance.collect(request, fakeContext({ fetch }).context);
  };
  expect(await read({})).toMatchObject([
    { id: `media:${url}`, title: 'talk', url, text: '[00:00:01] Good day.' },
  ]);
  const media = 'https://example.org/talk.mp3';
  expect(await read({ media, title: 'A talk' })).toMatchObject([
    { id: `media:${media}`, title: 'A talk', url: media, text: `[00:00:01](${media}#t=1) Good day.` },
  ]);
});

it('finds each video of a folder once', async () => {
  for (const name of [
    'b.mp4',
    'b.en.vtt',
    'b.info.json',
    'c.info.json',
    'c.en.srt',
    'd.vtt',
    'notes.txt',
    'deep/e.mkv',
    'deep/e.vtt',
  ])
    write(`all/${name}`);
  const all = ['b.mp4', 'c.info.json', 'd.vtt', 'deep/e.mkv'].map((name) => ({
    source: join(folder, 'all', name),
  }));
  expect(await discover('all')).toEqual(all);
  expect(await discover('all', { limit: 2 })).toEqual(all.slice(0, 2));
  expect(
    captions.accepts?.({ uri: pathToFileURL(join(folder, 'all')).href, entries: ['b.mp4'] }),
  ).toBeDefined();
  expect(captions.accepts?.({ uri: pathToFileURL(folder).href, entries: ['notes.txt'] })).toBeUndefined();
});

it('names the remedy where ffprobe is not there, and reads what needs none', async () => {
  write('alone.mp4', 'x');
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    const error = await collect('alone.mp4').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PROGRAM_MISSING', recovery: 'retry' });
    expect(isCollectError(error) && error.hint).toContain('apt-get install ffmpeg');
    expect(await collect('film.mp4')).toHaveLength(1);
  } finally {
    process.env.PATH = PATH;
  }
});

describeFfmpeg('captions in a video', () => {
  beforeAll(() => {
    const german = write('de.srt', srt('Guten Tag.'));
    const english = write(
      'en.srt',
      '1\n00:00:00,500 --> 00:00:01,500\nGood <i>day</i>.\n\n2\n00:00:01,500 --> 00:00:02,000\nIt is.\n',
    );
    const chapters = write(
      'chapters.txt',
      ';FFMETADATA1\ntitle=A film\nartist=Jane\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1400\ntitle=First\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1400\nEND=2000\ntitle=Second\n',
    );
    const sound = ['-f', 'lavfi', '-i', 'sine=duration=2'];
    const tracks = [
      '-i',
      german,
      '-i',
      english,
      '-i',
      chapters,
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      '-map_metadata',
      '3',
      '-metadata:s:s:0',
      'language=ger',
      '-metadata:s:s:1',
      'language=eng',
    ];
    for (const [name, codec] of [
      ['film.mkv', 'srt'],
      ['ass.mkv', 'ass'],
      ['embedded.m4a', 'mov_text'],
    ] as const)
      ffmpeg(...sound, ...tracks, '-c:s', codec, join(folder, 'in', name).replace('/in/', '/'));
    ffmpeg(...sound, join(folder, 'silent.mp3'));
  }, 60_000);

  it.each(['film.mkv', 'ass.mkv', 'embedded.m4a'])('are chosen by their language: %s', async (name) => {
    if (name === 'film.mkv')
      for (const beside of ['film.de.vtt', 'film.en-GB.srt', 'film.mp4'])
        rmSync(join(folder, beside), { force: true });
    const [document] = await collect(name, { language: 'en' });
    expect(document).toMatchObject({
      title: 'A film',
      language: 'en',
      text: '## First\n\n[00:00:00] Good day.\n\n## Second\n\n[00:00:01] It is.',
      metadata: { captions: { from: 'embedded', kind: 'human' } },
    });
    const locators = document?.spans?.map(({ locator }) => locator as unknown as JsonObject) ?? [];
    expect(locators.map(({ startMs }) => Math.round(Number(startMs) / 20) * 20)).toEqual([500, 1500]);
    expect((await collect(name, { language: 'de' }))[0]?.text).toContain('Guten Tag.');
  });

  it('that has none leads on', async () => {
    await expect(collect('silent.mp3')).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND', recovery: 'next' });
  });

  it('that is none says so', async () => {
    await expect(collect('alone.mp4')).rejects.toMatchObject({ code: 'SOURCE_INVALID', recovery: 'next' });
  });
});
