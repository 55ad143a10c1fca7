import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CachedAnswer, RunSummary } from '@bowerbird/runner';
import { expect, it } from 'vitest';
import { bowerbird, filesIn, LOOPBACK, page, serve, start, temporaryFolder } from './support.ts';

const PAGES = Array.from({ length: 60 }, (_, index) => `/page-${index}`);

function configure(url: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'pages.txt'), PAGES.map((path) => url + path).join('\n'));
  writeFileSync(
    join(folder, '.bowerbirdrc.yaml'),
    `${LOOPBACK}sinks: [markdown, jsonl]\npipelines:\n  pages: [{ list: pages.txt }]\n`,
  );
  return folder;
}

const isBroken = (path: string) => Number(path.split('-')[1]) % 20 === 7;

it('collects what can be collected, and names what failed', async () => {
  const { url, asked } = await serve((request, response) => {
    const path = request.url ?? '';
    response.setHeader('content-type', 'text/html');
    if (isBroken(path)) response.writeHead(404).end('not here');
    else response.end(page(`Title ${path}`));
  });
  const folder = configure(url);
  const { code, stderr } = await bowerbird(folder, 'run', '--summary', 'summary.json');
  expect(code).toBe(1);
  const summary: RunSummary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({
    status: 'failed',
    total: { tasks: 60, collected: 57, failed: 3, documents: 57, requests: 61 },
  });
  const broken = PAGES.filter(isBroken);
  expect(summary.failures.map(({ source }) => source).sort()).toEqual(
    broken.map((path) => url + path).sort(),
  );
  for (const path of broken) expect(stderr).toContain(url + path);
  expect(Object.keys(filesIn(join(folder, 'corpus', 'pages')))).toHaveLength(57);
  expect(asked).toHaveLength(60);

  expect((await bowerbird(folder, 'run')).code).toBe(1);
  expect(asked.slice(60).sort()).toEqual(broken.sort());
});

it('loses nothing and fetches nothing twice after kill -9', async () => {
  const { url, asked } = await serve((request, response) => {
    setTimeout(() => {
      response.setHeader('content-type', 'text/html');
      response.end(page(`Title ${request.url}`));
    }, 30);
  });
  const folder = configure(url);
  const { child, ended } = start(folder, ['run']);
  while (asked.length < 25) await sleep(5);
  child.kill('SIGKILL');
  expect((await ended).signal).toBe('SIGKILL');

  const listed = (await bowerbird(folder, 'cache', 'ls', '--json')).stdout.trim().split('\n');
  const kept = listed.map((line): CachedAnswer => JSON.parse(line));
  expect(kept.length).toBeGreaterThan(0);
  // What is not in place yet has a hidden name.
  const inPlace = Object.entries(filesIn(join(folder, 'corpus', 'pages'))).filter(
    ([name]) => !name.startsWith('.'),
  );
  for (const [name, text] of inPlace) {
    expect(text, name).toMatch(/^---\n[\s\S]+\n---\n[\s\S]+kept for a while\.\n$/);
  }

  const before = asked.length;
  expect((await bowerbird(folder, 'run')).code).toBe(0);
  const again = asked.slice(before);
  for (const { source } of kept) expect(again).not.toContain(source.slice(url.length));
  // What was on its way when the process died is the only thing that may be asked for twice: as many as run at once.
  expect(asked.length).toBeLessThanOrEqual(60 + 3);
  expect(new Set(asked).size).toBe(60);
  const corpus = filesIn(join(folder, 'corpus'));
  expect(Object.keys(corpus).filter((name) => name.endsWith('.md'))).toHaveLength(60);
  const lines = corpus['pages.jsonl']
    ?.trim()
    .split('\n')
    .map((line) => JSON.parse(line).id);
  expect(new Set(lines).size).toBe(60);
  expect(lines).toHaveLength(60);
});

it('stops at Ctrl-C with what is done, and goes on from there', async () => {
  const { url, asked } = await serve((request, response) => {
    setTimeout(() => {
      response.setHeader('content-type', 'text/html');
      response.end(page(`Title ${request.url}`));
    }, 30);
  });
  const folder = configure(url);
  const { child, ended } = start(folder, ['run', '--summary', 'summary.json']);
  while (asked.length < 25) await sleep(5);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  const summary: RunSummary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  expect(summary.status).toBe('interrupted');
  expect(summary.total.failed).toBe(0);
  expect(Object.keys(filesIn(join(folder, 'corpus', 'pages')))).toHaveLength(summary.total.collected);
  expect((await bowerbird(folder, 'run')).code).toBe(0);
  expect(asked.length).toBeLessThanOrEqual(60 + 3);
  expect(Object.keys(filesIn(join(folder, 'corpus', 'pages')))).toHaveLength(60);
});
