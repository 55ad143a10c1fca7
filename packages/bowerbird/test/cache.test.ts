import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheStats, RunSummary } from '@bowerbird/runner';
import { expect, it } from 'vitest';
import { bowerbird, filesIn, LOOPBACK, page, serve, temporaryFolder } from './support.ts';

const PAGES = Array.from({ length: 12 }, (_, index) => `/page-${index}`);

/** A site that answers conditional requests, and a project that collects it; `lines` are added to its rc file. */
async function project(lines = '') {
  const conditional: string[] = [];
  const state = { down: false };
  const { url, asked } = await serve((request, response) => {
    if (state.down) response.writeHead(503).end();
    else if (request.headers['if-none-match']) {
      conditional.push(request.url ?? '');
      response.writeHead(304).end();
    } else {
      const headers = { 'content-type': 'text/html', etag: `"${request.url}"` };
      response.writeHead(200, headers).end(page(`Title ${request.url}`));
    }
  });
  const folder = temporaryFolder();
  const configure = (more: string) => {
    const sources = PAGES.map((path) => `"${url}${path}"`).join(', ');
    writeFileSync(
      join(folder, '.bowerbirdrc.yaml'),
      `${LOOPBACK}${more}\npipelines:\n  pages: [${sources}]\n`,
    );
  };
  configure(lines);
  const stats = async (): Promise<CacheStats> =>
    JSON.parse((await bowerbird(folder, 'cache', 'stats', '--json')).stdout);
  return { folder, url, asked, conditional, state, configure, stats };
}

it('is warmed, asks nobody then, is invalidated, asks with conditions, and remembers what it saved', async () => {
  const { folder, asked, conditional, stats } = await project();
  const warm = await bowerbird(folder, 'cache', 'warm');
  expect(warm).toMatchObject({ code: 0, stdout: '' });
  expect(asked).toHaveLength(12);
  expect(existsSync(join(folder, 'corpus'))).toBe(false);

  expect((await bowerbird(folder, 'run')).code).toBe(0);
  expect(asked).toHaveLength(12);
  expect(Object.keys(filesIn(join(folder, 'corpus', 'pages')))).toHaveLength(12);

  const invalidated = await bowerbird(folder, 'cache', 'invalidate', '--pipeline', 'pages');
  expect(invalidated.stderr).toBe(
    'Marked 12 answers and 12 originals: the next run compares them with their sources.\n',
  );
  expect(
    (await bowerbird(folder, 'cache', 'ls', '--stale', '--json')).stdout.trim().split('\n'),
  ).toHaveLength(12);
  expect((await bowerbird(folder, 'run')).code).toBe(0);
  expect(asked).toHaveLength(24);
  expect(conditional).toHaveLength(12);

  expect(await stats()).toMatchObject({
    answers: 12,
    originals: 12,
    hits: 24,
    misses: 12,
    callsSaved: 24,
    errors: 0,
    damaged: 0,
    collectors: [{ collector: 'web', hits: 24, misses: 12 }],
  });
});

it('delivers what is here, and says so, when sources cannot be reached within their grace', async () => {
  const { folder, state, asked } = await project('cache: { ttl: 0s, grace: 7d }');
  await bowerbird(folder, 'cache', 'warm');
  state.down = true;
  const { code, stderr } = await bowerbird(folder, 'run', '--summary', 'summary.json');
  expect(code).toBe(0);
  expect(stderr).toContain('12 sources could not be checked; what is here was delivered');
  const summary: RunSummary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  expect(summary.total).toMatchObject({ collected: 12, failed: 0, stale: 12 });
  expect(Object.keys(filesIn(join(folder, 'corpus', 'pages')))).toHaveLength(12);
  expect(asked.length).toBeGreaterThan(12);
  // Who asks to refresh wants to know.
  expect((await bowerbird(folder, 'run', '--refresh')).code).toBe(1);
}, 120_000);

it('goes on beside a database of garbage, says so, and verifies what it has then', async () => {
  const { folder, asked } = await project();
  await bowerbird(folder, 'cache', 'warm');
  const cache = join(folder, '.home', 'cache');
  for (const file of readdirSync(cache))
    if (/^cache\.sqlite/.test(file)) writeFileSync(join(cache, file), 'x'.repeat(100_000));
  const { code, stderr } = await bowerbird(folder, 'run');
  expect(code).toBe(0);
  expect(stderr).toContain('damaged');
  expect(asked).toHaveLength(24);
  expect((await bowerbird(folder, 'cache', 'verify')).stderr).toContain('everything is as it was written');
  expect((await bowerbird(folder, 'run')).code).toBe(0);
  expect(asked).toHaveLength(24);
});

it('says why sources are fetched again that were here: a namespace that is another one now', async () => {
  const { folder, configure, asked } = await project('cache: { namespace: one }');
  await bowerbird(folder, 'cache', 'warm');
  configure('cache: { namespace: two }');
  const { stderr } = await bowerbird(folder, 'run');
  expect(asked).toHaveLength(24);
  expect(stderr).toContain(
    'pages: 12 of 12 sources were collected before under another key: the namespace is "two" now and was "one"',
  );
});

it('keeps in tiers, and throws away what nothing rests on', async () => {
  const { folder, asked, stats } = await project('cache: { store: [memory, sqlite] }');
  await bowerbird(folder, 'run');
  await bowerbird(folder, 'run');
  expect(asked).toHaveLength(12);
  const before = await stats();
  expect(before.entries).toBeGreaterThan(36);
  expect((await bowerbird(folder, 'cache', 'prune')).stderr).toContain('Threw away 0 entries');
  const cleared = await bowerbird(folder, 'cache', 'clear', '--yes');
  expect(cleared.stderr).toMatch(/^Threw away \d+ entries, .+B\. What was bought stays\.\n$/);
  expect((await stats()).entries).toBe(0);
});

it('names a folder for the cache that cannot be made, before anything is fetched', async () => {
  const { folder, asked, configure } = await project();
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'taken', 'file'), '');
  configure('cache: { directory: taken/file }');
  const { code, stderr } = await bowerbird(folder, 'run');
  expect(code).not.toBe(0);
  expect(stderr).toContain(join('taken', 'file'));
  expect(asked).toHaveLength(0);
});
