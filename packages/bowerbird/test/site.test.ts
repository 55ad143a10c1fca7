import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Delivered } from '@bowerbird/core';
import { createRunner, loadConfig, type Runner } from '@bowerbird/runner';
import { type Site, startSite } from '@bowerbird/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { filesIn, LOOPBACK, temporaryFolder } from './support.ts';

const below = (folder: string, ...names: readonly string[]) => names.map((name) => `${folder}/${name}`);

/** Pages with validators. */
const CHECKED = [
  ...below('/articles', ...Array.from({ length: 20 }, (_, index) => String(index + 1))),
  ...below('/charset', 'windows-1252', 'iso-8859-1', 'shift_jis', 'gb18030', 'utf-16le', 'utf-16be'),
  ...below('/charset', 'meta-only', 'header-only', 'header-wins', 'mark-wins', 'undeclared', 'mislabelled'),
  ...below('/coding', 'gzip', 'deflate', 'br', 'zstd', 'twice'),
  ...below(
    '/redirect',
    '301',
    '302',
    '303',
    '307',
    '308',
    'relative',
    'no-scheme',
    'chain/5',
    'other-origin',
  ),
  ...below('/busy', 'seconds?times=2&wait=0', 'date?wait=0', 'unavailable?wait=1', 'failing'),
  ...below('/validators', 'etag', 'weak', 'modified'),
  '/private/open',
];

/** Pages without. */
const PLAIN = ['/validators/none', '/slow/drip', '/odd/html-as-text', '/odd/untyped'];

/** What must be said of each page that cannot be had. */
const BROKEN: Readonly<Record<string, readonly [code: string, message: RegExp]>> = {
  '/private/1': ['SOURCE_REFUSED', /closed to programs by .*\/robots\.txt/],
  '/status/401': ['SOURCE_REFUSED', /refuses to be read \(HTTP 401\)/],
  '/status/403': ['SOURCE_REFUSED', /HTTP 403/],
  '/status/404': ['SOURCE_NOT_FOUND', /is not there \(HTTP 404\)/],
  '/status/410': ['SOURCE_NOT_FOUND', /HTTP 410/],
  '/status/451': ['SOURCE_REFUSED', /HTTP 451/],
  '/status/500': ['SOURCE_UNAVAILABLE', /is not available now \(HTTP 500\)/],
  '/status/503': ['SOURCE_UNAVAILABLE', /HTTP 503/],
  '/busy/always?wait=0': ['SOURCE_UNAVAILABLE', /HTTP 429/],
  '/redirect/loop': ['SOURCE_INVALID', /redirects more than 5 times/],
  '/redirect/pair': ['SOURCE_INVALID', /redirects more than 5 times/],
  '/redirect/chain/9': ['SOURCE_INVALID', /redirects more than 5 times/],
  '/redirect/private': ['SOURCE_REFUSED', /10\.0\.0\.1 is no public address/],
  '/redirect/metadata': ['SOURCE_REFUSED', /169\.254\.169\.254 is no public address/],
  '/redirect/file': ['SOURCE_INVALID', /redirects to file:.*no web address/],
  '/redirect/nowhere': ['SOURCE_INVALID', /HTTP 302/],
  '/broken/cut-off': ['SOURCE_UNAVAILABLE', /cut before the answer was complete/],
  '/broken/chunked-cut-off': ['SOURCE_UNAVAILABLE', /cut before the answer was complete/],
  '/broken/gzip-cut-off': ['SOURCE_UNAVAILABLE', /compressed body is cut off/],
  '/broken/br-cut-off': ['SOURCE_UNAVAILABLE', /compressed body is cut off/],
  '/broken/not-gzip': ['SOURCE_UNAVAILABLE', /not compressed as announced/],
  '/broken/unknown-coding': ['SOURCE_UNSUPPORTED', /compressed with rot13/],
  '/broken/reset': ['SOURCE_UNAVAILABLE', /connection was cut/],
  '/broken/reset-at-once': ['SOURCE_UNAVAILABLE', /connection was cut/],
  '/broken/not-http': ['SOURCE_UNAVAILABLE', /HTTP/],
  '/broken/two-lengths': ['SOURCE_UNAVAILABLE', /not as long as announced/],
  '/hostile/endless': ['SOURCE_TOO_LARGE', /larger than 5MB/],
  '/hostile/gzip-bomb': ['SOURCE_TOO_LARGE', /larger than 5MB/],
  '/hostile/long-header': ['SOURCE_UNAVAILABLE', /headers are too large/],
  '/hostile/nested': ['SOURCE_INVALID', /no text found/],
  '/odd/empty': ['SOURCE_INVALID', /is empty/],
  '/odd/blank': ['SOURCE_INVALID', /no text found/],
  '/odd/pdf': ['SOURCE_UNSUPPORTED', /application\/pdf.*no web page/],
  '/odd/pdf-as-html': ['SOURCE_UNSUPPORTED', /looks like a PDF file/],
  '/odd/image-as-html': ['SOURCE_UNSUPPORTED', /looks like a PNG image/],
};

const SLOW: typeof BROKEN = {
  '/slow/silent': ['TIMED_OUT', /did not end within 0\.5 s/],
  '/slow/silent-after-headers': ['TIMED_OUT', /did not end within 0\.5 s/],
  '/slow/for-ever': ['TIMED_OUT', /did not end within 0\.5 s/],
};

interface Bench {
  readonly site: Site;
  readonly runner: Runner;
  /** The documents of a pipeline, by path. */
  documents(pipeline: string): ReadonlyMap<string, Delivered>;
}

/** A site, and a runner whose pipelines collect it. */
async function bench(pipelines: Readonly<Record<string, readonly string[]>>): Promise<Bench> {
  const site = await startSite();
  onTestFinished(() => site.close());
  const folder = temporaryFolder();
  const lines = Object.entries(pipelines).map(([name, paths]) => {
    const sources = JSON.stringify(paths.map((path) => site.url + path));
    return `  ${name}: { sources: ${sources}${name === 'slow' ? ', timeout: 500ms' : ''} }\n`;
  });
  const network = LOOPBACK.replace(' }', ', maxBytes: 5mb }');
  writeFileSync(
    join(folder, '.bowerbirdrc.yaml'),
    `${network}concurrency: 6\nsinks: [jsonl]\npipelines:\n${lines.join('')}`,
  );
  const runner = await createRunner(await loadConfig({ cwd: folder }), {
    plugins: ['@bowerbird/plugin-files', '@bowerbird/plugin-web'].map((specifier) => ({
      specifier,
      from: import.meta.url,
    })),
    env: { BOWERBIRD_HOME: join(folder, 'home') },
    retry: { attempts: 2, delayMs: 1 },
  });
  onTestFinished(() => runner.close());
  const documents = (pipeline: string) => {
    const rows = filesIn(join(folder, 'corpus'))[`${pipeline}.jsonl`]?.trim().split('\n') ?? [];
    const read = rows.map((row): Delivered => JSON.parse(row));
    return new Map(read.map((document) => [document.id.replace(`web:${site.url}`, ''), document]));
  };
  return { site, runner, documents };
}

/** The sentence that a page is known by, as whoever keeps to the standards reads it. */
function sentenceAt(site: Site, path: string): string {
  const pathname = path.split('?', 1)[0] ?? path;
  const { sentence } = site.article(pathname.startsWith('/redirect/') ? '/articles/1' : pathname);
  return pathname === '/charset/mislabelled'
    ? new TextDecoder('windows-1252').decode(Buffer.from(sentence))
    : sentence;
}

it('collects every page of a site that can be had, and says of every other one why not', async () => {
  const broken = { ...BROKEN, ...SLOW };
  const { site, runner, documents } = await bench({
    checked: CHECKED,
    plain: PLAIN,
    broken: Object.keys(BROKEN),
    slow: Object.keys(SLOW),
  });
  const { total, failures } = await runner.run();
  const told = Object.fromEntries(
    failures.map(({ source, code, message }) => [source.replace(site.url, ''), [code, message]]),
  );
  const expected = Object.entries(broken).map(([path, [code, message]]) => [
    path,
    [code, expect.stringMatching(message)],
  ]);
  expect(told).toEqual(Object.fromEntries(expected));
  const good = [...CHECKED, ...PLAIN];
  expect(total).toMatchObject({
    tasks: good.length + failures.length,
    collected: good.length,
    failed: Object.keys(broken).length,
    documents: good.length,
  });
  const found = new Map([...documents('checked'), ...documents('plain')]);
  expect([...found.keys()].sort()).toEqual(good.toSorted());
  for (const path of good) expect(found.get(path)?.text, path).toContain(sentenceAt(site, path));
});

it('asks for nothing that it has, and for no page again that is the same', async () => {
  const { site, runner, documents } = await bench({ checked: CHECKED });
  expect((await runner.run()).total).toMatchObject({ collected: CHECKED.length, failed: 0 });
  const asked = async (refresh: boolean) => {
    const before = site.requests().length;
    const { total } = await runner.run({ refresh });
    return { total, requests: site.requests().slice(before) };
  };
  expect((await asked(false)).requests).toEqual([]);

  const same = await asked(true);
  expect(same.total).toMatchObject({ from: { cache: CHECKED.length }, change: { changed: 0 } });
  // Every page was asked for, and the body of none was sent.
  expect(same.requests.filter(({ status }) => status === 304)).toHaveLength(CHECKED.length);
  expect(same.requests.filter(({ status }) => status === 200)).toEqual([]);

  site.change('/articles/3');
  site.remove('/articles/4');
  const other = await asked(true);
  expect(other.total).toMatchObject({ change: { changed: 1 }, gone: 1 });
  expect(other.requests.filter(({ status }) => status === 200).map(({ path }) => path)).toEqual([
    '/articles/3',
  ]);
  expect(documents('checked').get('/articles/3')?.text).toContain(site.article('/articles/3').sentence);
});

it('is not stopped by answers that are refused by their headers alone', async () => {
  const { runner } = await bench({
    pages: ['/hostile/huge-length', '/hostile/coded-often', '/articles/1', '/articles/2'],
  });
  const { total, failures } = await runner.run();
  expect(total).toMatchObject({ collected: 2, failed: 2 });
  expect(failures.map(({ code }) => code).sort()).toEqual(['SOURCE_TOO_LARGE', 'SOURCE_UNSUPPORTED']);
});
