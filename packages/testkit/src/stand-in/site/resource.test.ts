import fc from 'fast-check';
import { expect, it } from 'vitest';
import { siteForTest } from '../../../test/site.ts';

async function validatorsAt(url: string) {
  const response = await fetch(url);
  return {
    body: await response.bytes(),
    etag: response.headers.get('etag')!,
    modified: response.headers.get('last-modified')!,
  };
}

const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} 2024 \d\d:\d\d:\d\d GMT$/;
const EARLY = 'Mon, 01 Jan 2024 00:00:00 GMT';
const LATE = 'Wed, 01 Jan 2025 00:00:00 GMT';

it('answers conditions in the order of RFC 9110, section 13.2.2', async () => {
  const { url } = await siteForTest();
  const page = `${url}/articles/1`;
  const { etag, modified } = await validatorsAt(page);
  expect(etag).toMatch(/^"[\da-f]{20}"$/);
  expect(modified).toMatch(DATE);
  const cases: readonly (readonly [number, Record<string, string>])[] = [
    [304, { 'if-none-match': etag }],
    [304, { 'if-none-match': `"other", W/${etag}` }],
    [304, { 'if-none-match': '*' }],
    [200, { 'if-none-match': '"other"' }],
    [304, { 'if-modified-since': modified }],
    [304, { 'if-modified-since': LATE }],
    [200, { 'if-modified-since': EARLY }],
    [200, { 'if-modified-since': 'yesterday' }],
    // A tag counts more than a date.
    [200, { 'if-none-match': '"other"', 'if-modified-since': modified }],
    [304, { 'if-none-match': etag, 'if-modified-since': EARLY }],
    [200, { 'if-match': etag }],
    [412, { 'if-match': '"other"' }],
    [412, { 'if-match': `W/${etag}` }],
    [200, { 'if-match': '*', 'if-unmodified-since': EARLY }],
    [412, { 'if-unmodified-since': EARLY }],
    [200, { 'if-unmodified-since': modified }],
  ];
  for (const [status, headers] of cases) {
    const response = await fetch(page, { headers });
    expect([headers, response.status]).toEqual([headers, status]);
  }
});

it('says in a 304 what it says in a 200, and nothing of a length', async () => {
  const { url } = await siteForTest();
  const { etag, modified } = await validatorsAt(`${url}/articles/1`);
  const response = await fetch(`${url}/articles/1`, { headers: { 'if-none-match': etag } });
  expect(await response.text()).toBe('');
  const { headers } = response;
  expect([headers.get('etag'), headers.get('last-modified')]).toEqual([etag, modified]);
  expect(headers.get('content-length')).toBeNull();
});

it('brings a changed page to a condition that named the old one', async () => {
  const site = await siteForTest();
  for (const path of ['/articles/1', '/validators/etag', '/validators/weak', '/validators/modified']) {
    const { etag, modified } = await validatorsAt(site.url + path);
    const headers = {
      ...(etag && { 'if-none-match': etag }),
      ...(modified && { 'if-modified-since': modified }),
    };
    const again = () => fetch(site.url + path, { headers });
    expect([path, (await again()).status]).toEqual([path, 304]);
    site.change(path);
    const response = await again();
    expect([path, response.status]).toEqual([path, 200]);
    expect(await response.text()).toContain(site.article(path).sentence);
  }
});

it('has pages whose validators are none, or do not help', async () => {
  const { url } = await siteForTest();
  const none = await validatorsAt(`${url}/validators/none`);
  expect([none.etag, none.modified]).toEqual([null, null]);
  for (const path of ['/validators/ignored', '/validators/restless']) {
    const { etag } = await validatorsAt(url + path);
    const response = await fetch(url + path, { headers: { 'if-none-match': etag } });
    expect([path, response.status]).toEqual([path, 200]);
  }
  expect((await validatorsAt(`${url}/validators/weak`)).etag).toMatch(/^W\/"/);
});

it('brings the headers alone to HEAD', async () => {
  const { url } = await siteForTest();
  const { body, etag } = await validatorsAt(`${url}/articles/1`);
  const response = await fetch(`${url}/articles/1`, { method: 'HEAD' });
  expect(response.headers.get('content-length')).toBe(String(body.length));
  expect(response.headers.get('etag')).toBe(etag);
  expect(await response.text()).toBe('');
});

it('brings any one range of an audio file, so that the parts make the whole', async () => {
  const { url } = await siteForTest();
  const audio = `${url}/podcast/1.wav`;
  const { body } = await validatorsAt(audio);
  const size = body.length;
  const ask = async (range: string, more = {}) => {
    const response = await fetch(audio, { headers: { range, ...more } });
    return { status: response.status, headers: response.headers, bytes: await response.bytes() };
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(size - 1), fc.nat(size * 2), async (first, more) => {
      const { status, headers, bytes } = await ask(`bytes=${first}-${first + more}`);
      const last = Math.min(first + more, size - 1);
      expect(status).toBe(206);
      expect(headers.get('content-range')).toBe(`bytes ${first}-${last}/${size}`);
      expect(Buffer.compare(bytes, body.subarray(first, last + 1))).toBe(0);
    }),
    { numRuns: 30 },
  );
  expect((await ask('bytes=8000-')).bytes).toEqual(body.slice(8000));
  expect((await ask('bytes=-44')).bytes).toEqual(body.slice(-44));
  expect((await ask(`bytes=-${size * 2}`)).bytes).toEqual(body);
});

it('answers ranges that are none as RFC 9110, section 14, says', async () => {
  const { url } = await siteForTest();
  const audio = `${url}/podcast/1.wav`;
  const { body, etag, modified } = await validatorsAt(audio);
  const size = body.length;
  const cases: readonly (readonly [number, Record<string, string>])[] = [
    [416, { range: `bytes=${size}-` }],
    [416, { range: 'bytes=-0' }],
    [200, { range: 'bytes=5-1' }],
    [200, { range: 'lines=1-2' }],
    [200, { range: 'bytes=0-1,4-5' }],
    [206, { range: 'bytes=0-1', 'if-range': etag }],
    [206, { range: 'bytes=0-1', 'if-range': modified }],
    [200, { range: 'bytes=0-1', 'if-range': '"other"' }],
    [200, { range: 'bytes=0-1', 'if-range': `W/${etag}` }],
    [200, { range: 'bytes=0-1', 'if-range': LATE }],
    [304, { range: 'bytes=0-1', 'if-none-match': etag }],
  ];
  for (const [status, headers] of cases) {
    const response = await fetch(audio, { headers });
    expect([headers, response.status]).toEqual([headers, status]);
    if (status === 416) expect(response.headers.get('content-range')).toBe(`bytes */${size}`);
  }
  // A page offers no ranges, so it has none.
  const page = await fetch(`${url}/articles/1`, { headers: { range: 'bytes=0-1' } });
  expect([page.status, page.headers.get('accept-ranges')]).toEqual([200, null]);
});
