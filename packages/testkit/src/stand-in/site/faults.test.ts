import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createGunzip, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readRaw, siteForTest } from '../../../test/site.ts';

it('cuts answers off where it says it does', async () => {
  const { url, article } = await siteForTest();
  for (const path of ['/broken/cut-off', '/broken/chunked-cut-off']) {
    const { head, body, error } = await readRaw(url, path);
    const [, chunk = '', page = ''] = /^(?:([\da-f]+)\r\n)?([\s\S]*)$/.exec(body.toString())!;
    // It is the page, and the announcement alone is wrong.
    expect([path, error, page.includes(article(path).sentence)]).toEqual([path, undefined, true]);
    expect(page).toMatch(/<\/html>\n$/);
    const announced = /content-length: (\d+)/.exec(head)?.[1] ?? Number.parseInt(chunk, 16);
    expect(Number(announced)).toBe(Buffer.byteLength(page) * 2);
    await expect(fetch(url + path).then((response) => response.text())).rejects.toThrow('terminated');
  }
});

it('has compressed bodies that are cut off, and such that are none', async () => {
  const { url, article } = await siteForTest();
  const answers = ['gzip-cut-off', 'br-cut-off', 'not-gzip', 'unknown-coding'].map(async (name) => {
    const { head, body } = await readRaw(url, `/broken/${name}`);
    // Their length is right: nothing but the coding tells that something is missing.
    expect(head).toContain(`content-length: ${body.length}\r\n`);
    return [/content-encoding: (.*)\r\n/.exec(head)?.[1], body] as const;
  });
  const [gzip, brotli, not, unknown] = await Promise.all(answers);
  expect(gzip![0]).toBe('gzip');
  expect(() => gunzipSync(gzip![1])).toThrow('unexpected end of file');
  expect(brotli![0]).toBe('br');
  expect(() => brotliDecompressSync(brotli![1])).toThrow('unexpected end of file');
  expect(not![0]).toBe('gzip');
  expect(not![1].toString()).toContain(article('/broken/not-gzip').sentence);
  expect(unknown![0]).toBe('rot13');
});

it('resets connections', async () => {
  const { url, requests } = await siteForTest();
  const after = await readRaw(url, '/broken/reset');
  const atOnce = await readRaw(url, '/broken/reset-at-once');
  expect([after.error, atOnce.error, atOnce.body.length]).toEqual(['ECONNRESET', 'ECONNRESET', 0]);
  expect(requests().map(({ status }) => status)).toEqual([200, undefined]);
});

it('speaks what is no HTTP, or contradicts itself', async () => {
  const { url } = await siteForTest();
  expect((await readRaw(url, '/broken/not-http')).body.toString()).toBe('SSH-2.0-OpenSSH_9.2\r\n');
  await expect(fetch(`${url}/broken/not-http`)).rejects.toThrow('fetch failed');
  expect((await readRaw(url, '/broken/two-lengths')).head.match(/content-length: \d+/g)).toHaveLength(2);
  await expect(fetch(`${url}/broken/two-lengths`)).rejects.toThrow('fetch failed');
});

it('makes slow pages wait, and no others', async () => {
  const { url, article } = await siteForTest();
  const leave = new AbortController();
  const ended: string[] = [];
  const waiting = fetch(`${url}/slow/first-byte?ms=600000`, { signal: leave.signal });
  void waiting.catch(() => ended.push('slow'));
  for (const path of ['/articles/1', '/slow/first-byte?ms=1', '/slow/drip?ms=20']) {
    const text = await (await fetch(url + path)).text();
    expect(text).toContain(article(path.split('?', 1)[0]!).sentence);
    ended.push(path);
  }
  leave.abort();
  await expect(waiting).rejects.toThrow('aborted');
  expect(ended).toEqual(['/articles/1', '/slow/first-byte?ms=1', '/slow/drip?ms=20', 'slow']);
});

it('drips in pieces', async () => {
  const { url } = await siteForTest();
  const response = await fetch(`${url}/slow/drip?ms=200`);
  const sizes: number[] = [];
  for await (const chunk of response.body!) sizes.push(chunk.length);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(Number(response.headers.get('content-length')));
});

it('is silent, before its headers or behind them', async () => {
  const site = await siteForTest();
  const silent = fetch(`${site.url}/slow/silent`);
  const response = await fetch(`${site.url}/slow/silent-after-headers`);
  expect([response.status, response.headers.get('content-length')]).toEqual([200, '50000']);
  const body = response.text();
  expect(site.requests().map(({ status }) => status)).toEqual([undefined, 200]);
  await site.close();
  await expect(silent).rejects.toThrow('fetch failed');
  await expect(body).rejects.toThrow('terminated');
});

it('never ends, as long as somebody reads', async () => {
  const { url, requests } = await siteForTest();
  const leave = new AbortController();
  const response = await fetch(`${url}/hostile/endless`, { signal: leave.signal });
  let bytes = 0;
  for await (const chunk of response.body!) {
    bytes += chunk.length;
    if (bytes > 20_000_000) break;
  }
  leave.abort();
  expect(bytes).toBeGreaterThan(20_000_000);
  const drip = await fetch(`${url}/slow/for-ever?ms=1`);
  let count = 0;
  for await (const chunk of drip.body!) {
    count += chunk.length;
    if (count >= 5) break;
  }
  expect(count).toBeGreaterThanOrEqual(5);
  expect(requests()).toHaveLength(2);
});

it('has a small body that becomes a gigabyte', async () => {
  const { url } = await siteForTest();
  const { body } = await readRaw(url, '/hostile/gzip-bomb');
  expect(body.length).toBeLessThan(2_000_000);
  let size = 0;
  await pipeline([body], createGunzip({ chunkSize: 1024 * 1024 }), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) size += chunk.length;
  });
  expect(size).toBe(1_000_000_000);
});

it('has lengths, headers, codings and nesting beyond what clients take', async () => {
  const { url } = await siteForTest();
  await expect(fetch(`${url}/hostile/long-header`)).rejects.toMatchObject({
    cause: { code: 'UND_ERR_HEADERS_OVERFLOW' },
  });
  const huge = await fetch(`${url}/hostile/huge-length`);
  expect(huge.headers.get('content-length')).toBe('1099511627776');
  const nested = await (await fetch(`${url}/hostile/nested`)).text();
  expect(nested.match(/<div>/g)).toHaveLength(200_000);
  const { head } = await readRaw(url, '/hostile/coded-often');
  expect(head).toMatch(/content-encoding: gzip(, gzip){19}\r\n/);
});
