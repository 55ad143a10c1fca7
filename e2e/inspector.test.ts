import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { archivesOf, cleanEnvironment, npm, projectIn } from './outside.ts';

const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-inspector-'));
const site = createServer((request, response) => {
  if (request.url === '/robots.txt') return response.writeHead(404).end();
  const article = `<h1>A page of ${request.url}</h1>${'<p>It says what is worth being kept.</p>'.repeat(20)}`;
  return response.setHeader('content-type', 'text/html').end(`<main><article>${article}</article></main>`);
});
let project = '';
let url = '';

beforeAll(async () => {
  project = projectIn(
    folder,
    archivesOf(inject('archives'), /^(?!bowerbird-(cache|cli|mcp|runner|secrets|testkit)-)/),
  );
  // The server's own install is as users have it: the Inspector is beside it.
  npm(folder, 'install', '--prefix', join(folder, 'tool'), '--no-audit', '--ignore-scripts', INSPECTOR);
  for (const kind of ['films', 'mail', 'books', 'pages'])
    cpSync(join(root, 'examples/quickstart', kind), join(project, kind), { recursive: true });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  writeFileSync(
    join(project, '.bowerbirdrc.yaml'),
    `network: { allowPrivate: [127.0.0.1] }\npipelines: { pages: ["${url}/rc"] }\n`,
  );
});
afterAll(() => {
  site.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One command of the Inspector, which starts a server of its own. */
async function inspect(...args: readonly string[]) {
  const inspector = join(folder, 'tool/node_modules/.bin/mcp-inspector');
  const child = spawn(
    inspector,
    ['--cli', join(project, 'node_modules/.bin/bowerbird'), 'mcp', '--cwd', project, ...args],
    { cwd: project, env: { ...cleanEnvironment(), BOWERBIRD_HOME: join(folder, 'home') } },
  );
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

/** What a tool answers, as its structured content. */
async function call(name: string, input: Readonly<Record<string, unknown>>) {
  const pairs = Object.entries(input).flatMap(([key, value]) => [
    '--tool-arg',
    `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ]);
  const { out, err } = await inspect('--method', 'tools/call', '--tool-name', name, ...pairs);
  expect(out, err).toMatch(/^\{/);
  return JSON.parse(out);
}

it('finds the tools and their schemas as the protocol has them', async () => {
  const { code, out, err } = await inspect('--method', 'tools/list', '--strict');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(out).tools).toHaveLength(15);
});

it('drives every tool', async () => {
  const cases: readonly (readonly [string, object, object])[] = [
    ['transcribe_video', { source_url: 'films/bower.mp4', language: 'en' }, { documents_total: 1 }],
    ['collect_web_content', { url: `${url}/one`, timeout: 30 }, { documents_total: 1 }],
    ['sample_email_archive', { archive_path: 'mail/bowers.mbox', max_samples: 2 }, { documents_total: 2 }],
    [
      'process_book',
      { book_path: 'books/marcus-aurelius_meditations.epub' },
      { counts: expect.objectContaining({ collected: 1 }) },
    ],
    ['batch_transcribe_videos', { video_urls: ['films/bower.mp4'] }, { documents_total: 1 }],
    ['batch_collect_web', { urls: [`${url}/one`, `${url}/two`] }, { documents_total: 2 }],
    ['batch_sample_emails', { archives: ['mail/bowers.mbox'] }, { documents_total: 3 }],
    [
      'batch_process_books',
      { book_paths: ['books'], chunk_size: 100_000 },
      { counts: expect.objectContaining({ failed: 0 }) },
    ],
    ['collect', { sources: ['pages/nodejs-path.html'], use_cache: false }, { documents_total: 1 }],
  ];
  for (const [name, input, answer] of cases) {
    const { structuredContent, isError } = await call(name, { ...input });
    expect(isError, name).toBeFalsy();
    expect(structuredContent, name).toMatchObject({ state: 'done', ...answer });
  }
  const plan = await call('plan', { sources: [`${url}/three`] });
  expect(plan.structuredContent).toMatchObject({ most_usd: 0, pipelines: [{ to_collect: 1 }] });
  expect((await call('cache_stats', {})).structuredContent).toMatchObject({ answers: expect.any(Number) });
});

it('starts a run whose server ends at once, and goes on with it in others', async () => {
  const started = (await call('start', { pipelines: ['pages'] })).structuredContent;
  const { run_id } = started;
  // The Inspector ends its server as soon as it has an answer.
  const state = async () => (await call('status', { run_id })).structuredContent.state;
  await expect.poll(state, { timeout: 120_000 }).toMatch(/^(?:interrupted|done)$/);
  if ((await state()) === 'interrupted') {
    const again = await call('collect', { sources: [`${url}/rc`] });
    expect(again.structuredContent).toMatchObject({ state: 'done' });
  }
  const runs = (await call('status', {})).structuredContent.runs;
  const done = runs.find((run: { readonly state: string }) => run.state === 'done');
  const result = (await call('result', { run_id: done.run_id })).structuredContent;
  expect(result.documents[0]).toMatchObject({ untrusted: true, text: expect.any(String) });
  expect((await call('cancel', { run_id: done.run_id })).structuredContent).toMatchObject({ state: 'done' });

  const { resources } = JSON.parse((await inspect('--method', 'resources/list')).out);
  const uri = `bowerbird://runs/${done.run_id}`;
  expect(resources.map((resource: { readonly uri: string }) => resource.uri)).toContain(uri);
  const read = JSON.parse((await inspect('--method', 'resources/read', '--uri', uri)).out);
  expect(read.contents).toHaveLength(1);
});

it('gets a clear text for what is wrong', async () => {
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    ['collect_web_content', { url: 'ftp://example.org/' }, /ftp.*\n→ Give an http/],
    ['collect_web_content', { url: '/etc/passwd' }, /is outside/],
    ['process_book', { book_path: 'missing.epub' }, /no such file.*\n→ /],
    ['status', { run_id: 'none' }, /no run/],
  ];
  for (const [name, input, told] of wrong) {
    const { isError, content } = await call(name, { ...input });
    expect(isError).toBe(true);
    expect(content[0].text).toMatch(told);
  }
});
