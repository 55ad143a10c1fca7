import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { CollectError } from '@bowerbird/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../test/server.ts';
import { AddressGuard } from './addresses.ts';
import { type Caller, HttpClient, type Outgoing } from './client.ts';

const page = Buffer.from(randomBytes(20_000).toString('hex'));
const signal = new AbortController().signal;

function clientWith(maxBytes = 1_000_000, paceMs = 0): HttpClient {
  const client = new HttpClient({
    maxBytes,
    userAgent: 'bowerbird/test',
    guard: new AddressGuard(true),
    paceMs,
  });
  onTestFinished(() => client.close());
  return client;
}

function caller(parts: Partial<Caller> = {}): Caller {
  return {
    signal,
    traffic: { requests: 0, bytes: 0 },
    robots: false,
    patient: false,
    request: 'a request',
    ...parts,
  };
}

function get(url: string, headers: Record<string, string> = {}): Outgoing {
  return { method: 'GET', url, headers: new Headers(headers) };
}

async function send(url: string, client = clientWith()) {
  const traffic = { requests: 0, bytes: 0 };
  const incoming = await client.send(get(url), caller({ traffic }));
  return { ...incoming, traffic };
}

async function failure(url: string, client = clientWith()): Promise<CollectError> {
  return send(url, client).then(
    () => {
      throw new Error('it was answered');
    },
    (error: CollectError) => error,
  );
}

describe('bodies', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('are decoded: %s', async (coding, compress) => {
    const { url } = await serve((_, response) => {
      response.setHeader('content-encoding', coding);
      response.end(compress(page));
    });
    const { body, headers, traffic } = await send(url);
    expect(Buffer.from(body).equals(page)).toBe(true);
    expect(headers.has('content-encoding')).toBe(false);
    expect(traffic).toEqual({ requests: 1, bytes: page.length });
  });

  it('are decoded through several codings', async () => {
    const { url } = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip, br');
      response.end(brotliCompressSync(gzipSync(page)));
    });
    expect(Buffer.from((await send(url)).body).equals(page)).toBe(true);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('that are cut off are errors: %s', async (coding, compress) => {
    const { url } = await serve((_, response) => {
      response.setHeader('content-encoding', coding);
      response.end(compress(page).subarray(0, 5000));
    });
    expect(await failure(url)).toMatchObject({
      recovery: 'retry',
      message: `${url} could not be read: the compressed body is cut off`,
    });
  });

  it('that are cut off before their announced length are errors', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failure(url)).toMatchObject({ code: 'SOURCE_UNAVAILABLE', recovery: 'retry' });
  });

  it('that are cut off between chunks are errors', async () => {
    const { url } = await serve((_, response) => {
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failure(url)).toMatchObject({ code: 'SOURCE_UNAVAILABLE', recovery: 'retry' });
  });

  it.each(['gzip', 'br', 'zstd'])('that are not coded as announced are errors: %s', async (coding) => {
    const { url } = await serve((_, response) => {
      response.setHeader('content-encoding', coding);
      response.end('plain text, which is not compressed at all');
    });
    expect((await failure(url)).message).toContain('the body is not compressed as announced');
  });

  it('that are coded in a way nobody asked for are errors', async () => {
    const { url } = await serve((_, response) => {
      response.setHeader('content-encoding', 'compress');
      response.end('x');
    });
    expect(await failure(url)).toMatchObject({ code: 'SOURCE_UNSUPPORTED', recovery: 'next' });
  });

  it('that inflate without end are stopped at the limit', async () => {
    const { url } = await serve((_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(50_000_000)));
    });
    expect(await failure(url)).toMatchObject({ code: 'SOURCE_TOO_LARGE', recovery: 'next' });
  });

  it('that never end are stopped at the limit', async () => {
    const { url } = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(page));
      };
      response.on('drain', more);
      more();
    });
    expect(await failure(url)).toMatchObject({ code: 'SOURCE_TOO_LARGE' });
  });

  it('may be absent, whatever the headers announce', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(304, { 'content-encoding': 'gzip' });
      response.end();
    });
    expect(await send(url)).toMatchObject({ status: 304, body: new Uint8Array() });
  });
});

describe('redirects', () => {
  it('are followed, and the last address is told', async () => {
    const { url, asked } = await serve((request, response) => {
      if (request.url === '/end') response.end('here');
      else response.writeHead(302, { location: request.url === '/' ? '/middle' : '/end#part' }).end();
    });
    const { url: end, traffic } = await send(url);
    expect(end).toBe(`${url}/end`);
    expect(asked).toEqual(['GET /', 'GET /middle', 'GET /end']);
    expect(traffic.requests).toBe(3);
  });

  it('end after five', async () => {
    const { url, asked } = await serve(
      (_, response) => void response.writeHead(301, { location: '/again' }).end(),
    );
    expect(await failure(url)).toMatchObject({ code: 'SOURCE_INVALID', recovery: 'next' });
    expect(asked).toHaveLength(6);
  });

  it('do not carry credentials to another host', async () => {
    const other = await serve((_, response) => void response.end('there'));
    const first = await serve((_, response) => void response.writeHead(307, { location: other.url }).end());
    await clientWith().send(
      get(first.url, { authorization: 'Bearer secret', accept: 'text/html' }),
      caller(),
    );
    expect(first.requests[0]?.headers.authorization).toBe('Bearer secret');
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
    expect(other.requests[0]?.headers.accept).toBe('text/html');
  });

  it('carry no key to another host, whatever its header is called', async () => {
    const other = await serve((_, response) => void response.end(page));
    const { url } = await serve((_, response) => void response.writeHead(302, { location: other.url }).end());
    const outgoing = get(url, { 'x-api-key': 'a', 'x-auth-token': 'b', 'x-own': 'c', accept: '*/*' });
    await clientWith().send({ ...outgoing, credentials: ['x-own'] }, caller());
    const { headers } = other.requests[0] ?? {};
    expect(headers).not.toHaveProperty('x-api-key');
    expect(headers).not.toHaveProperty('x-auth-token');
    expect(headers).not.toHaveProperty('x-own');
    expect(headers).toHaveProperty('accept', '*/*');
  });

  it('wait for the pace of a host where they are: whoever came back would begin anew', async () => {
    const { url, asked } = await serve((request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/there' }).end();
      else response.end(page);
    });
    const client = clientWith(1_000_000, 1100);
    expect(await client.send(get(url), caller())).toMatchObject({ status: 200, url: `${url}/there` });
    expect(asked).toEqual(['GET /', 'GET /there']);
  });

  it('to anything but the web are errors', async () => {
    const { url } = await serve(
      (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    expect(await failure(url)).toMatchObject({ code: 'SOURCE_INVALID', recovery: 'next' });
  });
});

it('tells who asks', async () => {
  const { url, requests } = await serve((_, response) => void response.end());
  await send(url);
  expect(requests[0]?.headers['user-agent']).toBe('bowerbird/test');
});

it.each([
  ['7', 7000],
  ['0', 0],
])('gives a host that is busy the time it asks for: Retry-After: %s', async (header, expected) => {
  const { url } = await serve((_, response) => void response.writeHead(429, { 'retry-after': header }).end());
  expect(await failure(url)).toMatchObject({ recovery: 'retry', retryAfterMs: expected });
});

it('asks a host that wants to be left alone for long no more, not even for those who wait where they are', async () => {
  const { url, requests } = await serve(
    (_, response) => void response.writeHead(429, { 'retry-after': '700' }).end(),
  );
  const client = clientWith();
  await failure(url, client);
  await expect(client.send(get(url), caller({ patient: true }))).rejects.toThrow(
    'asks to come back in 700 s',
  );
  expect(requests).toHaveLength(1);
});

it('leaves other error statuses to the collector', async () => {
  const { url } = await serve((_, response) => void response.writeHead(503).end('busy'));
  expect(await send(url)).toMatchObject({ status: 503 });
});

it('names the reason when nobody answers', async () => {
  expect(await failure('http://127.0.0.1:9/')).toMatchObject({
    code: 'SOURCE_UNAVAILABLE',
    recovery: 'retry',
    message: 'http://127.0.0.1:9/ could not be read: its host refuses the connection',
  });
});

it('ends when the signal fires, with its reason', async () => {
  const { url } = await serve(() => {});
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(clientWith().send(get(url), caller({ signal: controller.signal }))).rejects.toThrow('enough');
});

describe('what nobody will read', () => {
  it('is let go without an error that nobody hears', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(
        200,
        request.url === '/coded' ? { 'content-encoding': 'gzip, br, gzip, br' } : { 'content-length': 1e9 },
      );
      if (request.url === '/coded') response.end('x');
      else response.write('x');
    });
    expect(await failure(`${url}/coded`)).toMatchObject({ code: 'SOURCE_UNSUPPORTED' });
    expect(await failure(`${url}/large`)).toMatchObject({ code: 'SOURCE_TOO_LARGE' });
    // Vitest fails for errors that nobody handles: they come with the next turns of the event loop.
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('is called by its name when it is not HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect((await failure(`http://127.0.0.1:${port}/`)).message).toContain('what it answers is not HTTP');
  });
});
