import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bodyOf, serveLoopback } from '../stand-in/loopback.ts';
import { openTape, type TapeOptions } from './tape.ts';

type Fetch = typeof globalThis.fetch;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tape-'));
  file = join(folder, 'tapes', 'one.json');
  vi.stubEnv('BOWERBIRD_RECORD', '');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

const noNetwork: Fetch = () => Promise.reject(new Error('the network was touched'));

/** What `use` makes of a server while it is recorded, and of the tape when the server is gone. */
async function both<T>(
  answer: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
  use: (fetch: Fetch, url: string) => Promise<T>,
  options: TapeOptions = {},
): Promise<readonly [T, T]> {
  const server = await serveLoopback(answer);
  const recording = openTape(file, { ...options, mode: 'record' });
  const live = await use(recording.fetch, server.url).finally(() => server.close());
  await recording.save();
  const replaying = openTape(file, { fetch: noNetwork, ...options });
  const replayed = await use(replaying.fetch, server.url);
  expect(replaying.unused()).toEqual([]);
  return [live, replayed];
}

async function allOf(response: Response) {
  const { status, statusText, url, redirected, ok, type, headers } = response;
  const hasBody = response.body !== null;
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return { status, statusText, url, redirected, ok, type, hasBody, body, headers: [...headers] };
}

function tapeText(): string {
  return readFileSync(file, 'utf8');
}

describe('an answer comes back as it was', () => {
  const page = '<title>Grüße</title>\n<p>\u{1F426}\r\n';
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 0x0d, 0x0a]);
  it.each<[string, (response: ServerResponse) => void, Buffer]>([
    ['text', (response) => response.end(page), Buffer.from(page)],
    [
      'text with a byte order mark',
      (response) => response.end(`\ufeff${page}`),
      Buffer.from(`\ufeff${page}`),
    ],
    ['JSON', (response) => response.end('{"b":[1,2.5],"a":"é"}'), Buffer.from('{"b":[1,2.5],"a":"é"}')],
    ['JSON with spaces', (response) => response.end('{ "a": 1.0 }\n'), Buffer.from('{ "a": 1.0 }\n')],
    ['JSON of a number', (response) => response.end('1'), Buffer.from('1')],
    ['bytes', (response) => response.end(png), png],
    ['nothing', (response) => response.end(), Buffer.alloc(0)],
    ['no content', (response) => response.writeHead(204).end(), Buffer.alloc(0)],
    ['not modified', (response) => response.writeHead(304, { etag: '"a"' }).end(), Buffer.alloc(0)],
    [
      'chunks',
      (response) => {
        response.write('one, ');
        response.end('two');
      },
      Buffer.from('one, two'),
    ],
    [
      'gzip',
      (response) => {
        const body = gzipSync(page);
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body);
      },
      Buffer.from(page),
    ],
    [
      'Latin-1',
      (response) => {
        response.setHeader('content-type', 'text/plain; charset=iso-8859-1');
        response.setHeader('x-name', 'café');
        response.end(Buffer.from('café', 'latin1'));
      },
      Buffer.from('café', 'latin1'),
    ],
    [
      'a status that is an error, with a reason',
      (response) => response.writeHead(429, 'Slow Down', { 'retry-after': '7' }).end('slow'),
      Buffer.from('slow'),
    ],
    ['a status of its own', (response) => response.writeHead(999, 'Über').end('no'), Buffer.from('no')],
  ])('%s', async (_, answer, body) => {
    const [live, replayed] = await both(
      (_request, response) => answer(response),
      async (fetch, url) => allOf(await fetch(url)),
    );
    expect(replayed).toEqual(live);
    expect(replayed.body).toBe(body.toString('latin1'));
    expect(replayed.headers.map(([name]) => name)).not.toContain('content-encoding');
  });

  it('to HEAD', async () => {
    const [live, replayed] = await both(
      (_request, response) => void response.writeHead(200, { 'content-length': 12 }).end(),
      async (fetch, url) => allOf(await fetch(url, { method: 'HEAD' })),
    );
    expect(replayed).toEqual(live);
    expect(replayed).toMatchObject({ hasBody: false });
    expect(replayed.headers).toContainEqual(['content-length', '12']);
  });

  it('as any bytes', async () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
      fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value, null, 2))),
    );
    let body: Uint8Array = Buffer.alloc(0);
    const send: Fetch = async () => new Response(Buffer.from(body));
    await fc.assert(
      fc.asyncProperty(anything, async (bytes) => {
        body = bytes;
        const recording = openTape(file, {
          mode: 'record',
          fetch: send,
          secrets: ['a-key-that-is-not-there'],
        });
        const live = await recording.fetch('http://a.test');
        expect(Buffer.from(await live.arrayBuffer())).toEqual(Buffer.from(bytes));
        await recording.save();
        const replayed = await openTape(file).fetch('http://a.test');
        expect(Buffer.from(await replayed.arrayBuffer())).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('in every way to read it', async () => {
    const big = Buffer.alloc(200_000, 'bird ');
    await both(
      (_request, response) => void response.end(big),
      async (fetch, url) => {
        const response = await fetch(url);
        const copy = response.clone();
        expect(copy.url).toBe(`${url}/`);
        expect(await (await copy.blob()).text()).toBe(big.toString());
        let bytes = 0;
        for await (const chunk of response.body ?? []) bytes += chunk.length;
        expect(bytes).toBe(big.length);
        expect(response.bodyUsed).toBe(true);
        await expect(response.text()).rejects.toThrow(TypeError);
        const reader = (await fetch(url)).body?.getReader({ mode: 'byob' });
        const first = await reader?.read(new Uint8Array(8));
        expect(Buffer.from(first?.value ?? []).toString()).toBe('bird bir');
        await reader?.cancel();
      },
    );
  });
});

describe('redirects', () => {
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    request.url === '/old'
      ? void response.writeHead(302, { location: '/new' }).end('moved')
      : void response.end('here');

  it('that are followed leave their end', async () => {
    const [live, replayed] = await both(answer, async (fetch, url) => allOf(await fetch(`${url}/old#part`)));
    expect(replayed).toEqual(live);
    expect(replayed).toMatchObject({ status: 200, body: 'here', redirected: true });
    expect(replayed.url).toMatch(/\/new$/);
  });

  it('that are not followed are answers of their own', async () => {
    const [live, replayed] = await both(answer, async (fetch, url) => [
      await allOf(await fetch(`${url}/old`, { redirect: 'manual' })),
      await allOf(await fetch(`${url}/old`)),
    ]);
    expect(replayed).toEqual(live);
    expect(replayed.map(({ status }) => status)).toEqual([302, 200]);
  });
});

describe('a request', () => {
  const echo = async (request: IncomingMessage, response: ServerResponse) => {
    const { accept, range } = request.headers;
    response.end(JSON.stringify([request.method, accept, range, (await bodyOf(request)).toString('latin1')]));
  };

  it.each<[string, () => RequestInit]>([
    ['a text', () => ({ body: 'one\ntwo' })],
    ['JSON', () => ({ body: '{"a":1}', headers: { 'content-type': 'application/json' } })],
    ['a form', () => ({ body: new URLSearchParams({ a: 'b c' }) })],
    ['bytes', () => ({ body: new Uint8Array([0, 255, 128]) })],
    ['a buffer', () => ({ body: new Uint8Array([0, 255, 129]).buffer })],
    ['a blob', () => ({ body: new Blob(['x'], { type: 'text/x' }) })],
    ['a stream', () => ({ body: new Blob(['x'.repeat(100_000)]).stream(), duplex: 'half' }) as RequestInit],
    ['nothing', () => ({})],
  ])('with %s is known again', async (_, init) => {
    const [live, replayed] = await both(echo, async (fetch, url) => {
      const plain = await (await fetch(url, { method: 'POST', ...init() })).text();
      const request = new Request(new URL(url), { method: 'POST', ...init() });
      const wrapped = await (await fetch(request)).text();
      expect(request.bodyUsed).toBe(request.body !== null);
      return [plain, wrapped];
    });
    expect(replayed).toEqual(live);
  });

  it('with a multipart body is known again, whatever its boundary', async () => {
    const form = (content: string | Uint8Array<ArrayBuffer>) => {
      const data = new FormData();
      data.set('model', 'small');
      data.set('file', new Blob([content], { type: 'audio/mpeg' }), 'talk.mp3');
      return data;
    };
    const [live, replayed] = await both(echo, async (fetch, url) => {
      const send = async (content: string | Uint8Array<ArrayBuffer>) =>
        JSON.parse(await (await fetch(url, { method: 'POST', body: form(content) })).text())[3] as string;
      const bodies = [await send('text'), await send(new Uint8Array([255, 0, 254]))];
      return bodies.map((body) => body.replaceAll(/formdata-undici-\d+/g, ''));
    });
    expect(replayed).toEqual(live);
    expect(tapeText()).toMatch(/"content-type": "multipart\/form-data"\n/);
    await expect(
      openTape(file).fetch(JSON.parse(tapeText()).exchanges[0].request.url, {
        method: 'POST',
        body: form('other'),
      }),
    ).rejects.toThrow(/body: on the tape/);
  });

  it('is another one with another method, body, accept or range', async () => {
    const [live, replayed] = await both(echo, async (fetch, url) => {
      const inits: RequestInit[] = [
        {},
        { method: 'PUT', body: 'a' },
        { method: 'POST', body: 'a' },
        { method: 'POST', body: 'b' },
        { headers: { accept: 'text/html' } },
        { headers: { accept: 'application/json', 'user-agent': 'any' } },
        { headers: { range: 'bytes=0-1' } },
      ];
      return Promise.all(inits.map(async (init) => (await fetch(url, init)).text()));
    });
    expect(replayed).toEqual(live);
    expect(new Set(replayed).size).toBe(7);
  });

  it('gets its answers in the order in which they came, and the last again and again', async () => {
    let count = 0;
    const server = await serveLoopback((_request, response) => void response.end(`${++count}`));
    const ask = async (fetch: Fetch) => (await fetch(server.url)).text();
    const recording = openTape(file, { mode: 'record' });
    for (let time = 0; time < 3; time++) await ask(recording.fetch);
    await recording.save();
    await server.close();
    const tape = openTape(file);
    await ask(tape.fetch);
    expect(tape.unused()).toEqual([2, 3].map((which) => `GET ${server.url}/ (answer ${which} of 3)`));
    expect(await Promise.all([1, 2, 3].map(() => ask(tape.fetch)))).toEqual(['2', '3', '3']);
    expect(tape.unused()).toEqual([]);
  });
});

describe('a signal', () => {
  it.each(['replay', 'record'] as const)(
    'that fired already ends a request with its reason: %s',
    async (mode) => {
      await both(
        (_request, response) => void response.end('here'),
        async (fetch, url) => (await fetch(url)).text(),
      );
      const reason = new Error('enough');
      const tape = openTape(file, { mode, fetch: noNetwork });
      const url = JSON.parse(tapeText()).exchanges[0].request.url as string;
      await expect(tape.fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      await expect(tape.fetch(new Request(url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    },
  );

  it('ends the reading of a body', async () => {
    const reason = new Error('enough');
    await both(
      (_request, response) => void response.end('x'.repeat(200_000)),
      async (fetch, url) => {
        const stop = new AbortController();
        const response = await fetch(url, { signal: stop.signal });
        stop.abort(reason);
        await expect(response.text()).rejects.toBe(reason);
      },
    );
  });

  it('that fires while a request is recorded leaves nothing on the tape', async () => {
    const reason = new Error('enough');
    const stop = new AbortController();
    await both(
      (request, response) => (request.url === '/slow' ? stop.abort(reason) : void response.end('here')),
      async (fetch, url) => {
        await expect(fetch(`${url}/slow`, { signal: stop.signal })).rejects.toBe(reason);
        return (await fetch(url)).text();
      },
    );
    expect(tapeText()).not.toContain('/slow');
    expect(readdirSync(join(folder, 'tapes'))).toEqual(['one.json']);
  });
});
