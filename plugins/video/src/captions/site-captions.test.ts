import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, type Handover, isCollectError, validate } from '@bowerbird/core';
import { type FakeContextOptions, fakeContext } from '@bowerbird/testkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type FakeVideo, fakeYtDlp } from '../../test/fake-programs.ts';
import { asJson3 } from '../../test/rolling-captions.ts';
import { captions } from './captions-collector.ts';

const URL = 'https://www.youtube.com/watch?v=aaaaaaaaaaa';
const HOME = { base: '/', state: '/' };
const vtt = (text: string) => ({ ext: 'vtt', text: `WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n` });
const listed = (language: string, query = '') => ({
  [language]: [{ ext: 'json3', url: `https://e.example/t?lang=${language}${query}`, name: language }],
});
const info = {
  id: 'aaaaaaaaaaa',
  extractor: 'youtube',
  extractor_key: 'Youtube',
  webpage_url: URL,
  title: 'The bower',
  description: 'Of birds.\n0:00 Start\n0:10 Middle\n0:20 End',
  channel: 'Birds',
  channel_id: 'UC1',
  timestamp: 1_700_000_000,
  upload_date: '20231114',
  duration: 30,
  view_count: 4711,
  language: 'en',
  formats: [{ url: 'https://e.example/expires' }],
  subtitles: { ...listed('de'), live_chat: [{ ext: 'json' }] },
  automatic_captions: { ...listed('en-orig'), ...listed('en'), ...listed('fr', '&tlang=fr') },
};
const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'].map((text, index) => ({
  text,
  startMs: 9000 + index * 400,
}));
const video: FakeVideo = {
  info,
  captions: {
    subtitles: { de: vtt('Guten Tag.') },
    automatic: { 'en-orig': { ext: 'json3', text: asJson3(words) }, fr: vtt('Bonjour.') },
  },
};
const program = fakeYtDlp({});
const ask = (world: Readonly<Record<string, FakeVideo>>) => program.write(world);
afterEach(() => vi.useRealTimers());

async function collect(
  asked: object,
  options: FakeContextOptions = {},
  instance = captions.create({}, HOME),
): Promise<readonly Document[]> {
  const request = await validate(captions.request, asked, 'request');
  return (await instance).collect(request, fakeContext(options).context);
}

async function discover(asked: object): Promise<readonly object[]> {
  const request = await validate(captions.request, asked, 'request');
  const found: (object | Handover)[] = [];
  const instance = await captions.create({}, HOME);
  for await (const item of instance.discover?.(request, fakeContext().context) ?? []) found.push(item);
  return found;
}

describe('the captions of a video', () => {
  it('are one document with what its site tells', async () => {
    ask({ [URL]: video });
    const [document] = await collect({ url: 'https://youtu.be/aaaaaaaaaaa?si=x' });
    expect(document).toMatchObject({
      id: 'youtube:aaaaaaaaaaa',
      title: 'The bower',
      url: URL,
      language: 'en',
      authors: ['Birds'],
      published: '2023-11-14T22:13:20.000Z',
      text: `## Start\n\n[00:00:09](${URL}&t=9) one two three four five six\n\n## Middle\n\n[00:00:11](${URL}&t=11) seven eight`,
      metadata: {
        id: 'aaaaaaaaaaa',
        channel_id: 'UC1',
        duration: 30,
        captions: { kind: 'automatic', format: 'json3', from: 'site', language: 'en-orig' },
        chapters: [
          { title: 'Start', startMs: 0 },
          { title: 'Middle', startMs: 10_000 },
          { title: 'End', startMs: 20_000 },
        ],
      },
    });
    expect(JSON.stringify(document)).not.toMatch(/4711|expires/);
    expect(document?.spans?.map(({ locator }) => locator)).toMatchObject([
      { startMs: 9000 },
      { startMs: 11_400 },
    ]);
  });

  it.each([
    [{ language: 'de' }, 'human', 'de', 'Guten Tag.'],
    [{ language: ['nl', 'de-AT'] }, 'human', 'de', 'Guten Tag.'],
    [{ language: 'fr' }, 'translated', 'fr', 'Bonjour.'],
    [{ language: 'en-GB' }, 'automatic', 'en-orig', 'one two'],
    [{ automatic: false }, 'human', 'de', 'Guten Tag.'],
  ])('are chosen: %j', async (asked, kind, language, text) => {
    ask({ [URL]: video });
    const [document] = await collect({ url: URL, ...asked });
    expect(document).toMatchObject({ metadata: { captions: { kind, language } } });
    expect(document?.text).toContain(text);
  });

  it('are written as a file too, if asked for', async () => {
    ask({ [URL]: video });
    const [document] = await collect({ url: URL, language: 'de', subtitles: 'vtt' });
    expect(document?.metadata?.subtitles).toBe(
      'WEBVTT\nLanguage: de\n\n00:00:01.000 --> 00:00:02.000\nGuten Tag.\n',
    );
  });

  it('that are not there lead on, and say what there is', async () => {
    ask({ [URL]: video });
    const error = await collect({ url: URL, language: 'nl' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'SOURCE_NOT_FOUND', recovery: 'next' });
    expect(String(error)).toContain('has no captions in nl at its site (there are: de, en-orig, en)');
  });

  it('of before a day are none', async () => {
    ask({ [URL]: video });
    expect(await collect({ url: URL, since: '2024-01-01' })).toEqual([]);
    expect(await collect({ url: URL, since: '2023-11-14' })).toHaveLength(1);
  });

  it('are evidence: a second call asks nobody', async () => {
    ask({ [URL]: video });
    const evidence = new Map<string, string>();
    const first = await collect({ url: URL }, { evidence });
    ask({});
    expect(await collect({ url: URL }, { evidence })).toEqual(first);
  });
});

describe('what a site says', () => {
  it.each([
    [
      "Private video. Sign in if you've been granted access to this video",
      'SOURCE_REFUSED',
      'next',
      'cookies',
    ],
    ['Video unavailable. This video has been removed by the uploader', 'SOURCE_NOT_FOUND', 'next', 'list'],
    [
      'Video unavailable. This video is no longer available because the YouTube account associated with this video has been terminated.',
      'SOURCE_NOT_FOUND',
      'next',
      'list',
    ],
    [
      'Sign in to confirm you’re not a bot. Use --cookies-from-browser or --cookies for the authentication.',
      'SOURCE_BLOCKED',
      'retry',
      'Update yt-dlp first',
    ],
    [
      'Sign in to confirm your age. This video may be inappropriate for some users.',
      'SOURCE_REFUSED',
      'next',
      'account',
    ],
    [
      'Unable to download API page: HTTP Error 429: Too Many Requests (caused by <HTTPError 429: Too Many Requests>)',
      'SOURCE_RATE_LIMITED',
      'retry',
      'later',
    ],
    ['The uploader has not made this video available in your country', 'SOURCE_REFUSED', 'next', 'proxy'],
    ['Premieres in 3 hours', 'SOURCE_NOT_FOUND', 'next', '--refresh'],
    [
      'Unable to download webpage: <urlopen error [Errno -3] Temporary failure in name resolution>',
      'SOURCE_UNAVAILABLE',
      'retry',
      'later',
    ],
    ['Unable to download webpage: HTTP Error 404: Not Found', 'SOURCE_NOT_FOUND', 'next', 'list'],
  ])('%s', async (message, code, recovery, hint) => {
    ask({ [URL]: { error: `[youtube] aaaaaaaaaaa: ${message}` } });
    const error = await collect({ url: URL }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, recovery });
    expect(isCollectError(error) && error.hint).toContain(hint);
    expect(String(error)).toContain(message.slice(0, 40));
  });

  it('of subtitles alone is an error too, and none is left out', async () => {
    ask({ [URL]: { ...video, subtitleError: 'HTTP Error 429: Too Many Requests' } });
    await expect(collect({ url: URL })).rejects.toMatchObject({
      code: 'SOURCE_RATE_LIMITED',
      recovery: 'retry',
    });
  });

  it('when it blocks is remembered for a while: it is not asked on', async () => {
    const other = 'https://vimeo.com/1';
    ask({
      [URL]: { error: '[youtube] a: Sign in to confirm you’re not a bot.' },
      [other]: {
        info: { ...info, extractor_key: 'Vimeo', id: '1', webpage_url: other },
        captions: video.captions ?? {},
      },
    });
    const instance = captions.create({}, HOME);
    const before = program.calls().length;
    for (const url of [URL, URL, 'https://www.youtube.com/watch?v=bbbbbbbbbbb'])
      await expect(collect({ url }, {}, instance)).rejects.toMatchObject({ code: 'SOURCE_BLOCKED' });
    expect(program.calls().length - before).toBe(1);
    expect(await collect({ url: other }, {}, instance)).toMatchObject([{ id: 'vimeo:1' }]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
    await expect(collect({ url: URL }, {}, instance)).rejects.toMatchObject({ code: 'SOURCE_BLOCKED' });
    expect(program.calls().length - before).toBe(4);
  });
});

describe('a list', () => {
  const list = 'https://www.youtube.com/playlist?list=PL1';
  const entry = (id: string, more: object = {}) => ({
    id,
    url: `https://www.youtube.com/watch?v=${id}`,
    title: id,
    ...more,
  });

  it('is handed over video by video, the private and removed ones too: each has an error of its own', async () => {
    const entries = [
      entry('aaaaaaaaaaa'),
      entry('bbbbbbbbbbb', { title: '[Private video]' }),
      null,
      entry('aaaaaaaaaaa'),
      { id: 'x', url: '--exec=id' },
    ];
    ask({ [list]: { info: { id: 'PL1', title: 'Birds' }, entries } });
    expect(await discover({ url: list })).toEqual([
      { source: 'https://www.youtube.com/watch?v=aaaaaaaaaaa' },
      { source: 'https://www.youtube.com/watch?v=bbbbbbbbbbb' },
    ]);
  });

  it('may be cut by number and by date', async () => {
    const entries = [
      entry('aaaaaaaaaaa', { timestamp: 1_700_000_000 }),
      entry('bbbbbbbbbbb', { upload_date: '20200101' }),
      entry('ccccccccccc'),
    ];
    ask({ [list]: { info: { id: 'PL1' }, entries } });
    expect(await discover({ url: list, limit: 1 })).toEqual([
      { source: 'https://www.youtube.com/watch?v=aaaaaaaaaaa' },
    ]);
    expect(program.calls().at(-1)?.options['playlist-items']).toBe('1:1');
    const since = '2023-01-01';
    expect(await discover({ url: list, since })).toEqual([
      { source: 'https://www.youtube.com/watch?v=aaaaaaaaaaa' },
      { source: 'https://www.youtube.com/watch?v=ccccccccccc', with: { since } },
    ]);
  });

  it('of what is one video asks nobody, and what cannot be asked leads on', async () => {
    ask({});
    const before = program.calls().length;
    expect(await discover({ url: `${URL}&list=PL1` })).toEqual([{ url: URL }]);
    expect(program.calls().length).toBe(before);
    expect(await discover({ url: list })).toEqual([{ url: list }]);
  });
});

describe('hostile', () => {
  const canary = join(program.folder, 'canary');
  it.each([
    ['--exec=touch CANARY'],
    ['https://www.youtube.com/watch?v=--exec=touch CANARY'],
    ['https://www.youtube.com/watch?v=x\n--exec=touch CANARY'],
    [`https://www.youtube.com/watch?v=${'x'.repeat(50_000)}`],
    ['https://www.youtube.com/$(touch CANARY)`touch CANARY`;touch CANARY'],
  ])('addresses do nothing: %.60s', async (url) => {
    ask({});
    await expect(collect({ url: url.replaceAll('CANARY', canary) })).rejects.toThrow();
    expect(existsSync(canary)).toBe(false);
  });

  it('titles and languages do nothing either', async () => {
    const title = `--exec=touch ${canary}\n# ${'x'.repeat(100_000)} *b* <script>`;
    const evil = { [`--exec=touch ${canary}`]: [{}], '../../x': [{}], 'en,--exec': [{}], en: [{}] };
    ask({
      [URL]: {
        info: { ...info, title, subtitles: evil },
        captions: { subtitles: { en: vtt('Yes. <v --exec>No</v>') } },
      },
    });
    const [document] = await collect({ url: URL });
    expect(document).toMatchObject({ title, metadata: { captions: { language: 'en' } } });
    expect(existsSync(canary)).toBe(false);
    const { args } = program.calls().at(-1) ?? { args: [] as readonly string[] };
    expect(args.slice(args.indexOf('--'))).toEqual(['--', URL]);
  });
});

it('leaves no process behind after an abort', async () => {
  ask({ [URL]: { hangs: true } });
  const { context, abort } = fakeContext();
  const pending = (await captions.create({}, HOME)).collect({ url: URL }, context);
  pending.catch(() => undefined);
  const file = join(program.folder, 'hanging');
  await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, 'utf8')).toMatch(/\d/), 20_000);
  abort();
  await expect(pending).rejects.toMatchObject({ code: 'TIMED_OUT' });
  const group = Number(readFileSync(file, 'utf8'));
  // Of a group of which nobody is left there is nobody to signal; a zombie of a container without init is dead as well.
  await vi.waitFor(() => expect(isAlive(group)).toBe(false), 20_000);
});

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

it('names the remedy where yt-dlp is not there', async () => {
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    const error = await collect({ url: URL }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PROGRAM_MISSING', recovery: 'retry' });
    expect(isCollectError(error) && error.hint).toContain(
      'https://github.com/yt-dlp/yt-dlp/wiki/Installation',
    );
  } finally {
    process.env.PATH = PATH;
  }
});
