import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import {
  type CollectContext,
  type Document,
  findDefinitionProblem,
  findDocumentProblem,
} from '@bowerbird/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import definitions from './index.ts';
import { web } from './web-collector.ts';

const article = join(import.meta.dirname, '__fixtures__/article.html');
let folder: string;
let server: Server;
let origin: string;
const seen: (string | undefined)[] = [];
const logged: string[] = [];

const PNG = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
const SOME = '<p>Some text, which is long enough to be read by a person.</p>';
const ANSWERS: Readonly<
  Record<string, { status?: number; type?: string; headers?: Record<string, string>; body?: string | Buffer }>
> = {
  '/page': { body: `<html lang=de><title>Page</title>${SOME}<p><a href="b">B</a>` },
  '/moved': { status: 302, headers: { location: '/a/page?x=1' } },
  '/a/page?x=1': { body: `<title>Moved</title>${SOME}<a href="b">B</a>` },
  '/canonical': { body: `<link rel=canonical href="/the-page">${SOME}` },
  '/french': { body: SOME, headers: { 'content-language': 'fr' } },
  '/latin': { type: 'text/html; charset=iso-8859-1', body: Buffer.from('<p>caf\xe9 au lait</p>', 'latin1') },
  '/pdf': { type: 'application/pdf', body: '%PDF-1.7' },
  '/untyped': { type: '', body: `<!doctype html><title>Untyped</title>${SOME}` },
  '/shell': { body: '<div id=root></div><script src="/app.js"></script>' },
  '/png': { body: PNG },
  '/untyped-png': { type: '', body: PNG },
  '/empty': { body: '' },
  '/no-content': { status: 204, type: '' },
  '/large': { body: '<p>x'.repeat(70_000) },
  '/gone': { status: 410 },
  '/private': { status: 403 },
  '/broken': { status: 503, headers: { 'retry-after': '7' } },
};

const answer: RequestListener = (request, response) => {
  seen.push(request.headers.accept);
  const found = ANSWERS[request.url ?? ''] ?? { status: 404 };
  const type = found.type ?? 'text/html';
  response.writeHead(found.status ?? 200, { ...(type !== '' && { 'content-type': type }), ...found.headers });
  response.end(found.body ?? '');
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'web-'));
  mkdirSync(join(folder, 'pages'));
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** As the runner does it: the module in a thread of its own, input and answer copied. */
async function compute<T>(module: URL, input: unknown): Promise<T> {
  const code = `const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.module).then((parse) => parentPort.postMessage(parse.default(workerData.input)));`;
  const worker = new Worker(code, { eval: true, workerData: { module: module.href, input } });
  try {
    const [result] = await Promise.race([
      once(worker, 'message'),
      once(worker, 'error').then(([error]) => Promise.reject(error)),
    ]);
    return result as T;
  } finally {
    await worker.terminate();
  }
}

const digested: string[] = [];

const context: CollectContext = {
  signal: new AbortController().signal,
  fetch: globalThis.fetch,
  evidence: (_, bring) => bring(),
  async digest(path) {
    digested.push(path);
    return 'sha256';
  },
  compute,
  log: (message) => void logged.push(message),
};

async function collect(url: string, path?: string): Promise<Document> {
  const collector = await web.create(undefined, { base: folder, state: join(folder, 'state') });
  const [document] = await collector.collect({ url, path }, context);
  expect(findDocumentProblem(document)).toBeUndefined();
  return document!;
}

test('the definition is right', () => {
  expect(definitions).toBe(web);
  expect(findDefinitionProblem(web)).toBeUndefined();
  expect(web).toMatchObject({ name: 'web', revision: 4, robots: true });
});

describe('a page', () => {
  test('becomes a document', async () => {
    const url = `${origin}/page`;
    expect(await collect(url)).toEqual({
      id: `web:${url}`,
      url,
      title: 'Page',
      language: 'de',
      text: `Some text, which is long enough to be read by a person.\n\n[B](${origin}/b)`,
      metadata: {
        contentType: 'text/html',
        charset: 'windows-1252',
        extraction: 'blocks',
        simhash: expect.stringMatching(/^hex:[\da-f]{16}$/),
        origins: { title: 'html', language: 'html' },
      },
    });
    expect(seen.at(-1)).toMatch(/^text\/html/);
  });

  test('keeps its id behind a redirect; links and url are those of the target', async () => {
    const document = await collect(`${origin}/moved`);
    expect(document).toMatchObject({ id: `web:${origin}/moved`, url: `${origin}/a/page?x=1` });
    expect(document.text).toContain(`(${origin}/a/b)`);
  });

  test('has the address it gives itself', async () => {
    expect(await collect(`${origin}/canonical`)).toMatchObject({
      id: `web:${origin}/canonical`,
      url: `${origin}/the-page`,
      metadata: { canonical: `${origin}/the-page` },
    });
  });

  test('is read as its headers say', async () => {
    expect((await collect(`${origin}/french`)).language).toBe('fr');
    expect((await collect(`${origin}/latin`)).text).toBe('café au lait');
    expect((await collect(`${origin}/untyped`)).title).toBe('Untyped');
  });

  test('that is too large for structure says so in the log', async () => {
    expect((await collect(`${origin}/large`)).metadata).toMatchObject({ extraction: 'plain' });
    expect(logged.at(-1)).toContain('as plain text');
  });

  test.each([
    ['/nowhere', { code: 'SOURCE_NOT_FOUND', recovery: 'next' }],
    ['/gone', { code: 'SOURCE_NOT_FOUND', recovery: 'next' }],
    ['/private', { code: 'SOURCE_REFUSED', recovery: 'next' }],
    ['/broken', { code: 'SOURCE_UNAVAILABLE', recovery: 'retry', retryAfterMs: 7000 }],
    [
      '/pdf',
      { code: 'SOURCE_UNSUPPORTED', recovery: 'next', message: expect.stringContaining('application/pdf') },
    ],
    [
      '/png',
      {
        code: 'SOURCE_UNSUPPORTED',
        recovery: 'next',
        message: expect.stringContaining('is of type text/html and looks like a PNG image'),
      },
    ],
    ['/untyped-png', { code: 'SOURCE_UNSUPPORTED', message: expect.stringContaining('a PNG image') }],
    [
      '/shell',
      { code: 'SOURCE_INVALID', recovery: 'next', hint: expect.stringMatching(/browser.*--refresh/) },
    ],
    ...['/empty', '/no-content'].map((path): [string, object] => [
      path,
      {
        code: 'SOURCE_INVALID',
        recovery: 'next',
        message: expect.stringMatching(/ is empty$/),
        hint: expect.stringMatching(/^Open it(?!.*browser).*--refresh/),
      },
    ]),
  ])('%s fails', async (path, error) => {
    await expect(collect(`${origin}${path}`)).rejects.toMatchObject(error);
  });
});

describe('a local file', () => {
  const url = (path: string): string => pathToFileURL(join(folder, path)).href;

  test('has an id that is the same on every machine, and counts as evidence', async () => {
    const path = join(folder, 'pages', 'bees and more.html');
    copyFileSync(article, path);
    expect(await collect(url('pages/bees and more.html'), 'pages/bees and more.html')).toMatchObject({
      id: 'web:pages/bees and more.html',
      url: 'https://garden.example/bees',
      title: 'On keeping bees',
      authors: ['Ada Example'],
    });
    expect(digested).toContain(path);
  });

  test.each([
    ['empty.html', '', { code: 'SOURCE_INVALID', message: expect.stringMatching(/empty\.html is empty$/) }],
    ['image.html', PNG, { code: 'SOURCE_UNSUPPORTED', message: expect.stringContaining('a PNG image') }],
    ['bin.html', randomBytes(5000), { code: 'SOURCE_UNSUPPORTED', recovery: 'next' }],
  ])('%s fails', async (path, content, error) => {
    writeFileSync(join(folder, path), content);
    await expect(collect(url(path))).rejects.toMatchObject(error);
  });

  test('has the address that is relative to its base', async () => {
    writeFileSync(
      join(folder, 'based.html'),
      `<base href="https://ex.org/dir/"><link rel=canonical href="a">${SOME}`,
    );
    expect((await collect(url('based.html'))).url).toBe('https://ex.org/dir/a');
  });

  test('without a canonical address has none', async () => {
    writeFileSync(join(folder, 'plain.html'), SOME);
    expect((await collect(url('plain.html'))).url).toBeUndefined();
  });
});
