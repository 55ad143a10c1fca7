import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CollectError } from '@bowerbird/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../../test/server.ts';
import { AddressGuard } from '../addresses.ts';
import { type Caller, HttpClient } from '../client.ts';

function clientWith(userAgent = 'bowerbird/1.0 (+https://example.org)'): HttpClient {
  const guard = new AddressGuard(true);
  const client = new HttpClient({ maxBytes: 1_000_000, userAgent, guard, paceMs: 0 });
  onTestFinished(() => client.close());
  return client;
}

function ask(client: HttpClient, url: string, parts: Partial<Caller> = {}): Promise<number | CollectError> {
  const caller = {
    signal: AbortSignal.timeout(5000),
    traffic: { requests: 0, bytes: 0 },
    robots: true,
    patient: false,
    request: 'a request',
    ...parts,
  };
  return client.send({ method: 'GET', url, headers: new Headers() }, caller).then(
    ({ status }) => status,
    (error: CollectError) => error,
  );
}

/** A server with a robots.txt; everything else is there. */
function serveRobots(answer: string | ((request: IncomingMessage, response: ServerResponse) => void)) {
  return serve((request, response) => {
    if (request.url !== '/robots.txt') response.end('page');
    else if (typeof answer === 'string') response.end(answer);
    else answer(request, response);
  });
}

const refused = (url: string) =>
  expect.objectContaining({
    code: 'SOURCE_REFUSED',
    recovery: 'next',
    message: `${url} is closed to programs by ${new URL(url).origin}/robots.txt`,
  });

describe('robots.txt', () => {
  it('is asked for once, and obeyed', async () => {
    const { url, asked } = await serveRobots('User-agent: *\nDisallow: /private\n');
    const client = clientWith();
    const paths = ['/a', '/private/b', '/c'];
    const answers = await Promise.all(paths.map((path) => ask(client, url + path)));
    expect(answers).toEqual([200, refused(`${url}/private/b`), 200]);
    expect(asked.toSorted()).toEqual(['GET /a', 'GET /c', 'GET /robots.txt']);
  });

  it('is read up to its own limit, whatever that of a page is', async () => {
    const { url } = await serveRobots(`User-agent: *\nDisallow: /private\n${'# nothing\n'.repeat(200_000)}`);
    expect(await ask(clientWith(), `${url}/a`)).toBe(200);
    expect(await ask(clientWith(), `${url}/private`)).toEqual(refused(`${url}/private`));
  });

  it.each([404, 503])('lets go of its connection when it is not read: HTTP %i', async (status) => {
    const closed = Promise.withResolvers<void>();
    const { url } = await serveRobots((request, response) => {
      request.socket.once('close', () => closed.resolve());
      response.writeHead(status).write(Buffer.alloc(2_000_000, 'x'));
    });
    await ask(clientWith(), `${url}/a`);
    await closed.promise;
  });

  it('is not asked for by those who do not care', async () => {
    const { url, asked } = await serveRobots('User-agent: *\nDisallow: /\n');
    expect(await ask(clientWith(), `${url}/a`, { robots: false })).toBe(200);
    expect(asked).toEqual(['GET /a']);
  });

  it('has rules for this program, by its product token', async () => {
    const { url } = await serveRobots('User-agent: *\nDisallow:\n\nUser-agent: BowerBird\nDisallow: /\n');
    expect(await ask(clientWith(), `${url}/a`)).toEqual(refused(`${url}/a`));
    expect(await ask(clientWith('other/1.0'), `${url}/a`)).toBe(200);
  });

  it.each([400, 401, 403, 404, 410])('that is not there (HTTP %s) closes nothing', async (status) => {
    const { url } = await serveRobots((_, response) => void response.writeHead(status).end());
    expect(await ask(clientWith(), `${url}/a`)).toBe(200);
  });

  it.each([429, 500, 503])('that cannot be read now (HTTP %s) closes everything', async (status) => {
    const { url, asked } = await serveRobots((_, response) => void response.writeHead(status).end());
    const client = clientWith();
    const unreachable = expect.objectContaining({
      code: 'SOURCE_UNAVAILABLE',
      recovery: 'retry',
      message: `${url}/robots.txt could not be read, so nothing there may be: HTTP ${status}`,
    });
    expect(await ask(client, `${url}/a`)).toEqual(unreachable);
    expect(await ask(client, `${url}/b`)).toEqual(unreachable);
    expect(asked).toEqual(['GET /robots.txt']);
  });

  it('that is cut off closes everything', async () => {
    const { url } = await serveRobots((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('User-agent: *\n');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await ask(clientWith(), `${url}/a`)).toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      recovery: 'retry',
    });
  });

  it('asks to come back: nothing counts as failed until then', async () => {
    const { url } = await serveRobots(
      (_, response) => void response.writeHead(503, { 'retry-after': '7' }).end(),
    );
    expect(await ask(clientWith(), `${url}/a`)).toMatchObject({ recovery: 'retry', retryAfterMs: 7000 });
  });

  it('is followed to where it leads, and is none where it leads nowhere', async () => {
    const other = await serve((_, response) => void response.end('User-agent: *\nDisallow: /a\n'));
    const there = await serveRobots(
      (_, response) => void response.writeHead(301, { location: `${other.url}/rules` }).end(),
    );
    expect(await ask(clientWith(), `${there.url}/a`)).toEqual(refused(`${there.url}/a`));
    const nowhere = await serveRobots(
      (_, response) => void response.writeHead(301, { location: '/robots.txt' }).end(),
    );
    expect(await ask(clientWith(), `${nowhere.url}/a`)).toBe(200);
  });

  it('counts at every hop', async () => {
    const closed = await serveRobots('User-agent: *\nDisallow: /secret\n');
    const open = await serve((request, response) => {
      if (request.url === '/robots.txt') response.end('User-agent: *\nDisallow: /here\n');
      else
        response
          .writeHead(302, { location: request.url === '/out' ? `${closed.url}/secret` : '/here' })
          .end();
    });
    expect(await ask(clientWith(), `${open.url}/out`)).toEqual(refused(`${closed.url}/secret`));
    expect(await ask(clientWith(), `${open.url}/in`)).toEqual(refused(`${open.url}/here`));
    expect(closed.asked).toEqual(['GET /robots.txt']);
  });

  it('is read to 500 KiB and no further, however long it is', async () => {
    const { url } = await serveRobots((_, response) => {
      response.write('User-agent: *\nDisallow: /early\n');
      response.write('#'.repeat(600 * 1024));
      response.write('\nDisallow: /late\n');
      // It never ends.
    });
    const client = clientWith();
    expect(await ask(client, `${url}/late`)).toBe(200);
    expect(await ask(client, `${url}/early`)).toEqual(refused(`${url}/early`));
  });

  it('sets the pace of its host', async () => {
    const { url } = await serveRobots('User-agent: *\nCrawl-delay: 20\n');
    const client = clientWith();
    expect(await ask(client, `${url}/a`)).toBe(200);
    const waiting = await ask(client, `${url}/b`);
    expect(waiting).toMatchObject({ name: 'PaceError', recovery: 'retry' });
    expect((waiting as CollectError).retryAfterMs).toBeGreaterThan(15_000);
  });

  it('is still wanted by others when who asked first is stopped', async () => {
    const { url } = await serveRobots((_, response) => {
      setTimeout(() => response.end('User-agent: *\nDisallow: /b\n'), 100);
    });
    const client = clientWith();
    const first = ask(client, `${url}/a`, { signal: AbortSignal.abort(new Error('stopped')) });
    const second = ask(client, `${url}/b`);
    expect(await first).toEqual(new Error('stopped'));
    expect(await second).toEqual(refused(`${url}/b`));
  });
});
