import { expect, it } from 'vitest';
import { siteForTest } from '../../../test/site.ts';

async function answerAt(url: string, init?: RequestInit) {
  const response = await fetch(url, init);
  const { status, headers } = response;
  return { status, headers, url: response.url, text: await response.text() };
}

it('redirects to an article, whatever the form of the address', async () => {
  const { url, otherUrl, article } = await siteForTest();
  const { sentence } = article('/articles/1');
  const ways = ['301', '302', '303', '307', '308', 'relative', 'no-scheme', 'chain/1', 'chain/7'];
  for (const way of ways) {
    const answer = await answerAt(`${url}/redirect/${way}`);
    expect([way, answer.url]).toEqual([way, `${url}/articles/1`]);
    expect(answer.text).toContain(sentence);
  }
  expect((await answerAt(`${url}/redirect/other-origin`)).url).toBe(`${otherUrl}/articles/1`);
  const other = await answerAt(`${url}/redirect/other-host`);
  expect(new URL(other.url).hostname).toBe('localhost');
  expect(other.text).toContain(sentence);
});

it('says in each redirect what it is', async () => {
  const { url, requests } = await siteForTest();
  const cases = {
    '301': [301, `${url}/articles/1`],
    '302': [302, `${url}/articles/1`],
    '303': [303, `${url}/articles/1`],
    '307': [307, `${url}/articles/1`],
    '308': [308, `${url}/articles/1`],
    relative: [302, '../articles/1'],
    'chain/3': [302, '/redirect/chain/2'],
    'chain/1': [302, '/articles/1'],
    loop: [302, '/redirect/loop'],
    pair: [302, '/redirect/pair?back'],
    'pair?back': [302, '/redirect/pair'],
    private: [302, 'http://10.0.0.1/'],
    metadata: [302, 'http://169.254.169.254/latest/meta-data/'],
    file: [302, 'file:///etc/hosts'],
    nowhere: [302, null],
  };
  for (const [way, expected] of Object.entries(cases)) {
    const { status, headers } = await answerAt(`${url}/redirect/${way}`, { redirect: 'manual' });
    expect([way, [status, headers.get('location')]]).toEqual([way, expected]);
  }
  const before = requests().length;
  await answerAt(`${url}/redirect/303`, { method: 'POST', body: 'x' });
  await answerAt(`${url}/redirect/307`, { method: 'POST', body: 'x' });
  expect(
    requests()
      .slice(before)
      .map(({ method, path, status }) => `${method} ${path} ${status}`),
  ).toEqual([
    'POST /redirect/303 303',
    'GET /articles/1 200',
    'POST /redirect/307 307',
    'POST /articles/1 405',
  ]);
  await expect(fetch(`${url}/redirect/loop`)).rejects.toMatchObject({
    cause: { message: 'redirect count exceeded' },
  });
});

it('compresses pages in each coding', async () => {
  const { url, article } = await siteForTest();
  for (const [coding, header] of [
    ['gzip', 'gzip'],
    ['deflate', 'deflate'],
    ['br', 'br'],
    ['zstd', 'zstd'],
    ['twice', 'gzip, br'],
  ]) {
    const path = `/coding/${coding}`;
    const { headers, text } = await answerAt(url + path);
    expect(headers.get('content-encoding')).toBe(header);
    expect([coding, text.includes(article(path).sentence), text.endsWith('</html>\n')]).toEqual([
      coding,
      true,
      true,
    ]);
  }
});

it('is busy as often as it is told, for each address by itself', async () => {
  const { url, article } = await siteForTest();
  for (const [path, status] of [
    ['/busy/seconds?times=2&wait=7', 429],
    ['/busy/seconds?times=2&wait=7&again', 429],
    ['/busy/unavailable?times=2&wait=7', 503],
  ] as const) {
    for (let time = 0; time < 2; time++) {
      const { headers, ...answer } = await answerAt(url + path);
      expect([answer.status, headers.get('retry-after')]).toEqual([status, '7']);
    }
    const { status: last, text } = await answerAt(url + path);
    expect(last).toBe(200);
    expect(text).toContain(article(path.split('?', 1)[0]!).sentence);
  }
  expect((await answerAt(`${url}/busy/seconds`)).headers.get('retry-after')).toBe('1');
  expect((await answerAt(`${url}/busy/seconds`)).status).toBe(200);
  const failing = await answerAt(`${url}/busy/failing`);
  expect([failing.status, failing.headers.get('retry-after')]).toEqual([500, null]);
  expect((await answerAt(`${url}/busy/failing`)).status).toBe(200);
  for (let time = 0; time < 3; time++) expect((await answerAt(`${url}/busy/always`)).status).toBe(429);
});

it('says when to come back as a date that is not too early', async () => {
  const { url } = await siteForTest();
  const before = Date.now();
  const { status, headers } = await answerAt(`${url}/busy/date?wait=100`);
  const date = headers.get('retry-after')!;
  expect(status).toBe(429);
  expect(date).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/);
  expect(Date.parse(date)).toBeGreaterThanOrEqual(before + 100_000);
  // Also by the site's own clock, which tells the second that has begun.
  expect(Date.parse(date) - Date.parse(headers.get('date')!)).toBeGreaterThanOrEqual(100_000);
});

it('answers any error', async () => {
  const { url } = await siteForTest();
  for (const code of [400, 401, 403, 404, 405, 410, 418, 451, 500, 502, 503, 504])
    expect((await answerAt(`${url}/status/${code}`)).status).toBe(code);
  expect((await answerAt(`${url}/status/401`)).headers.get('www-authenticate')).toMatch(/^Basic/);
  for (const code of ['200', '600', 'x']) expect((await answerAt(`${url}/status/${code}`)).status).toBe(404);
});

it('has answers that are not what they are called', async () => {
  const { url, article } = await siteForTest();
  const cases: readonly (readonly [string, string | null, string | RegExp])[] = [
    ['empty', 'text/html; charset=utf-8', /^$/],
    ['blank', 'text/html; charset=utf-8', '<div id="root">'],
    ['pdf-as-html', 'text/html; charset=utf-8', /^%PDF-1\.4/],
    ['image-as-html', 'text/html; charset=utf-8', 'PNG'],
    ['pdf', 'application/pdf', /%%EOF\n$/],
    ['html-as-text', 'text/plain', article('/odd/html-as-text').sentence],
    ['untyped', null, article('/odd/untyped').sentence],
  ];
  for (const [name, type, content] of cases) {
    const { status, headers, text } = await answerAt(`${url}/odd/${name}`);
    expect([name, status, headers.get('content-type')]).toEqual([name, 200, type]);
    expect(text).toMatch(content);
  }
});

it('has a PDF file whose table says where its objects are', async () => {
  const { url } = await siteForTest();
  const file = Buffer.from(await (await fetch(`${url}/odd/pdf`)).arrayBuffer()).toString('latin1');
  const table = Number(/startxref\n(\d+)/.exec(file)?.[1]);
  expect(file.startsWith('xref\n0 4\n', table)).toBe(true);
  const places = [...file.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place));
  expect(places).toHaveLength(3);
  for (const [index, place] of places.entries())
    expect(file.startsWith(`${index + 1} 0 obj\n`, place)).toBe(true);
});
