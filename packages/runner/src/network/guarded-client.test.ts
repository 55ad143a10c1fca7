import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CollectError } from '@bowerbird/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { serve } from '../../test/server.ts';
import { AddressGuard, type Lookup } from './addresses.ts';
import type { AllowPrivate } from './allow-private.ts';
import { HttpClient } from './client.ts';

function clientWith(allowPrivate: AllowPrivate, lookup?: Lookup): HttpClient {
  const guard = new AddressGuard(allowPrivate, lookup);
  const client = new HttpClient({ maxBytes: 100_000, userAgent: 'bowerbird/test', guard, paceMs: 0 });
  onTestFinished(() => client.close());
  return client;
}

/** The answer's text, or the code of the error. */
function ask(client: HttpClient, url: string): Promise<string> {
  const caller = {
    signal: AbortSignal.timeout(5000),
    traffic: { requests: 0, bytes: 0 },
    robots: false,
    patient: false,
    request: 'a request',
  };
  return client.send({ method: 'GET', url, headers: new Headers() }, caller).then(
    ({ body }) => Buffer.from(body).toString(),
    (error: CollectError) => error.code,
  );
}

/** Every name has this address. */
function everywhere(address: string): Lookup {
  const lookup = (_: string, __: object, callback: (error: null, found: object[]) => void) =>
    callback(null, [{ address, family: 4 }]);
  return lookup as unknown as Lookup;
}

const portOf = (url: string) => new URL(url).port;

describe('what is not public', () => {
  it.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::]',
    '127.1',
    '127.0.0.1.',
    'LOCALHOST',
  ])('is not asked: %s', async (host) => {
    const { url, asked } = await serve((_, response) => void response.end('SECRET'));
    expect(await ask(clientWith(false), `http://${host}:${portOf(url)}/`)).toBe('SOURCE_REFUSED');
    expect(asked).toEqual([]);
  });

  it('is not asked under a public name', async () => {
    const { url, asked } = await serve((_, response) => void response.end('SECRET'));
    const client = clientWith(false, everywhere('127.0.0.1'));
    expect(await ask(client, `http://public.test:${portOf(url)}/`)).toBe('SOURCE_REFUSED');
    expect(asked).toEqual([]);
  });

  it('is not asked when a host that may be asked redirects there', async () => {
    const { url, asked } = await serve((request, response) => {
      const to = request.url?.slice(1);
      if (to) response.writeHead(302, { location: `http://${to}:${portOf(url)}/` }).end();
      else response.end('SECRET');
    });
    const client = clientWith(['allowed.test'], everywhere('127.0.0.1'));
    for (const host of ['127.0.0.1', 'other.test', '[::1]', '0x7f000001'])
      expect(await ask(client, `http://allowed.test:${portOf(url)}/${host}`)).toBe('SOURCE_REFUSED');
    expect(asked).toHaveLength(4);
    expect(await ask(client, `http://allowed.test:${portOf(url)}/allowed.test`)).toBe('SECRET');
  });

  it('is asked where that is allowed', async () => {
    const { url } = await serve((_, response) => void response.end('mine'));
    expect(await ask(clientWith(true), url)).toBe('mine');
    expect(await ask(clientWith(['127.0.0.0/8']), url)).toBe('mine');
    expect(await ask(clientWith(['localhost']), url.replace('127.0.0.1', 'localhost'))).toBe('mine');
  });
});

/** A forwarding proxy (RFC 9110, sections 7.7 and 9.3.6) that notes what it is asked for, and answers itself. */
async function startProxy(): Promise<readonly string[]> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} for ${request.headers.host}`);
    response.end('by proxy');
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    vi.unstubAllEnvs();
  });
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) vi.stubEnv(name, proxy);
  for (const name of ['NO_PROXY', 'no_proxy', 'http_proxy', 'https_proxy']) vi.stubEnv(name, '');
  return asked;
}

describe('behind a proxy', () => {
  it('what is not public is not even asked of the proxy', async () => {
    const asked = await startProxy();
    const client = clientWith(false, everywhere('169.254.169.254'));
    for (const url of [
      'http://127.0.0.1/',
      'http://[::1]/',
      'http://metadata.test/',
      'https://metadata.test/',
    ])
      expect(await ask(client, url)).toBe('SOURCE_REFUSED');
    expect(asked).toEqual([]);
  });

  it('the proxy gets the address that was checked, so that it cannot find another one', async () => {
    const asked = await startProxy();
    const client = clientWith(false, everywhere('93.184.216.34'));
    expect(await ask(client, 'http://public.test/page?a=1')).toBe('by proxy');
    expect(await ask(client, 'https://public.test/page')).toBe('SOURCE_UNAVAILABLE');
    expect(asked).toEqual(['GET http://93.184.216.34/page?a=1 for public.test', 'CONNECT 93.184.216.34:443']);
  });

  it('the proxy gets the name where everything is allowed', async () => {
    const asked = await startProxy();
    expect(await ask(clientWith(true), 'http://inside.test/page')).toBe('by proxy');
    expect(asked).toEqual(['GET http://inside.test/page for inside.test']);
  });

  it('NO_PROXY goes past it, and past no check', async () => {
    const asked = await startProxy();
    vi.stubEnv('NO_PROXY', '127.0.0.1,direct.test');
    const { url } = await serve((_, response) => void response.end('direct'));
    expect(await ask(clientWith(['127.0.0.1']), url)).toBe('direct');
    expect(await ask(clientWith(false), url)).toBe('SOURCE_REFUSED');
    expect(asked).toEqual([]);
  });
});
