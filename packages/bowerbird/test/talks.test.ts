import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAssemblyai } from '@bowerbird/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { type FakeVideo, fakeYtDlp } from '../../../plugins/video/test/fake-programs.ts';
import { wav } from '../../../plugins/video/test/media.ts';
import { bowerbird, filesIn, page, serve, temporaryFolder } from './support.ts';

// The rc file of the design: talks with captions and a paid fallback, a film on the disk, mail, books, articles. What is online stands in on loopback.

const watch = (id: string) => `https://www.youtube.com/watch?v=${id}`;
const [HEARD, SILENT, PRIVATE, REMOVED] = ['heardheard1', 'silentsilen', 'privatepriv', 'removedremo'].map(
  watch,
) as [string, string, string, string];
const LIST = 'https://www.youtube.com/playlist?list=PL1';
const vtt = (text: string) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n`;
const about = (url: string, more: object = {}) => ({
  id: url.slice(-11),
  extractor_key: 'Youtube',
  title: `Title of ${url.slice(-11)}`,
  webpage_url: url,
  upload_date: '20260131',
  duration: 60,
  ...more,
});
// Each test starts the command and many programs, on a machine that may be busy.
const LONG = { timeout: 180_000 };
const program = fakeYtDlp({});

async function studio(more: Readonly<Record<string, FakeVideo>> = {}, listed: readonly string[] = []) {
  const assemblyai = await startAssemblyai({ polls: 2 });
  onTestFinished(() => assemblyai.close());
  const site = await serve((_, response) =>
    response.setHeader('content-type', 'text/html').end(page('An article')),
  );
  const folder = temporaryFolder();
  const write = (name: string, content: string | Uint8Array) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  write('sound.webm', wav(60));
  program.write({
    [LIST]: {
      info: { id: 'PL1' },
      entries: [HEARD, SILENT, ...listed].map((url) => ({ id: url.slice(-11), url })),
    },
    [HEARD]: {
      info: about(HEARD, {
        subtitles: { en: [{ ext: 'vtt' }] },
        chapters: [{ title: 'Start', start_time: 0 }],
      }),
      captions: { subtitles: { en: { ext: 'vtt', text: vtt('What was said.') } } },
    },
    [SILENT]: { info: about(SILENT), sound: join(folder, 'sound.webm') },
    ...more,
  });
  write('talks.txt', `# talks\n${LIST}\n`);
  write('articles.txt', `${site.url}/article\n`);
  write('documentary.mkv', '');
  write('documentary.de.vtt', vtt('<v Jane>Guten Tag.'));
  write('memo.wav', wav(30));
  const example = (name: string) =>
    readFileSync(new URL(`../../../examples/quickstart/${name}`, import.meta.url));
  write('list.mbox', example('mail/bowers.mbox'));
  write('books/meditations.epub', example('books/marcus-aurelius_meditations.epub'));
  write('.env', `ASSEMBLYAI_API_KEY=${assemblyai.key}\n`);
  write(
    '.bowerbirdrc.yaml',
    `network: { allowPrivate: [127.0.0.1] }
budget: { run: 25 usd }
cache: { store: sqlite, ttl: 7d, collectors: { web: { ttl: 1d } } }
sinks: [{ use: markdown, options: { path: corpus } }]
pipelines:
  talks:
    use:
      - captions
      - { collector: assemblyai, options: { apiKey: "\${env:ASSEMBLYAI_API_KEY}", baseUrl: "${assemblyai.url}", pollAfterMs: 50 } }
    with: { language: en, speakerLabels: true }
    sources: [{ list: talks.txt }, { source: ./documentary.mkv, language: de }, ./memo.wav]
  mail:
    with: { people: [jane.doe@example.org] }
    transforms: [redact]
    sources: [./list.mbox]
  books: ["./books/*.epub"]
  articles: [{ list: articles.txt }]
`,
  );
  const summary = () => JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  return { folder, assemblyai, site, summary };
}

it(
  'takes captions where there are any, buys the rest for what was planned, and nothing in a second run',
  LONG,
  async () => {
    const { folder, assemblyai, site, summary } = await studio();
    const plan = JSON.parse((await bowerbird(folder, 'plan', '--json')).stdout);
    expect(assemblyai.charges()).toEqual([]);

    const run = await bowerbird(folder, 'run', '--summary', 'summary.json');
    expect(run).toMatchObject({ code: 0 });
    const { total } = summary();
    expect(total).toMatchObject({ tasks: 7, collected: 7, failed: 0 });
    const charged = assemblyai.charges().reduce((sum, { cost }) => sum + cost, 0);
    expect(assemblyai.charges()).toHaveLength(2);
    // 60 and 30 seconds, with speakers: $0.17 an hour.
    expect(charged).toBeCloseTo((0.17 * 90) / 3600, 6);
    expect(total.cost).toBeCloseTo(charged, 5);
    expect(plan.price.most).toBeGreaterThanOrEqual(charged);
    const corpus = filesIn(join(folder, 'corpus'));
    const texts = Object.values(corpus).join('\n');
    expect(texts).toContain(`## Start\n\n[00:00:01](${HEARD}&t=1) What was said.`);
    expect(texts).toContain('[00:00:01] **Jane:** Guten Tag.');
    expect(texts).toMatch(/id: youtube:silentsilen[\s\S]*\*\*A:\*\*/);
    expect(Object.keys(corpus).filter((name) => name.startsWith('talks'))).toHaveLength(4);
    const [mail = ''] = Object.entries(corpus).flatMap(([name, text]) =>
      name.startsWith('mail') ? [text] : [],
    );
    expect(mail).toContain('I would keep blue and white');
    // Message-IDs name messages; addresses of people are hidden.
    expect(mail).not.toMatch(/(?:jane\.doe|otto\.berg|mia\.lund)@|7946 0000/);
    expect(corpus[join('books', 'meditations.md')]).toContain('I learned good morals');

    const before = {
      calls: program.calls().length,
      requests: assemblyai.requests().length,
      pages: site.asked.length,
    };
    const again = await bowerbird(folder, 'run', '--summary', 'summary.json');
    expect(again).toMatchObject({ code: 0 });
    expect(summary().total).toMatchObject({ collected: 7, cost: 0 });
    expect({
      calls: program.calls().length,
      requests: assemblyai.requests().length,
      pages: site.asked.length,
    }).toEqual(before);
    expect(filesIn(join(folder, 'corpus'))).toEqual(corpus);
  },
);

it(
  'goes on where a video is private, removed or blocked, and buys nothing for those that may pass',
  LONG,
  async () => {
    const blocked = watch('blockedbloc');
    const { folder, assemblyai, summary } = await studio(
      {
        [PRIVATE]: {
          error: "[youtube] privatepriv: Private video. Sign in if you've been granted access to this video",
        },
        [REMOVED]: {
          error: '[youtube] removedremo: Video unavailable. This video has been removed by the uploader',
        },
        [blocked]: {
          error: '[youtube] blockedbloc: Sign in to confirm you’re not a bot. Use --cookies-from-browser',
        },
      },
      [PRIVATE, REMOVED],
    );
    writeFileSync(join(folder, 'talks.txt'), `${LIST}\n${blocked}\n`);
    const run = await bowerbird(folder, 'run', '--summary', 'summary.json');
    expect(run.code).toBe(1);
    const { total, failures } = summary();
    expect(total).toMatchObject({ tasks: 10, collected: 7, failed: 3 });
    const codes = Object.fromEntries(
      failures.map(({ source, code }: { source: string; code: string }) => [source, code]),
    );
    expect(codes).toMatchObject({
      [REMOVED]: 'SOURCE_NOT_FOUND',
      [PRIVATE]: 'SOURCE_REFUSED',
      [blocked]: 'SOURCE_BLOCKED',
    });
    expect(run.stderr).toContain('Update yt-dlp first');
    expect(assemblyai.charges()).toHaveLength(2);
  },
);

it('names the remedy without yt-dlp, and other sources go on', LONG, async () => {
  const { folder, assemblyai, summary } = await studio();
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    const run = await bowerbird(folder, 'run', '--summary', 'summary.json');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('https://github.com/yt-dlp/yt-dlp/wiki/Installation');
    expect(summary().total).toMatchObject({ collected: 5, failed: 1 });
    // The memo alone: no purchase is made for want of a free program.
    expect(assemblyai.charges()).toHaveLength(1);
  } finally {
    process.env.PATH = PATH;
  }
});
