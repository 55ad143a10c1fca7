import { expect, it } from 'vitest';
import { siteForTest } from '../../../test/site.ts';
import { SITE_PATHS } from './paths.ts';

const statusOf = async (url: string, init?: RequestInit) => (await fetch(url, init)).status;

it('has something at every path of its table', async () => {
  const { url } = await siteForTest();
  const whole = Object.keys(SITE_PATHS).filter((path) => !/^\/(?:slow|broken|hostile|status)\//.test(path));
  for (const path of whole) {
    const response = await fetch(url + path.replace(/\{n\}/, '2'), { redirect: 'manual' });
    await response.bytes();
    expect([path, response.status < 400 || path.startsWith('/busy/')]).toEqual([path, true]);
  }
});

it('has pages of their own, which a page says again', async () => {
  const site = await siteForTest({ pages: 12 });
  const sentences = new Set<string>();
  for (let number = 1; number <= 12; number++) {
    const path = `/articles/${number}`;
    const text = await (await fetch(site.url + path)).text();
    const { sentence, title, author } = site.article(path);
    for (const part of [sentence, title, author, '<table>', '<pre>', '<nav>', '<footer>'])
      expect(text).toContain(part);
    expect(text).toContain(`<link rel="canonical" href="${site.url}${path}">`);
    expect(await (await fetch(site.url + path)).text()).toBe(text);
    sentences.add(sentence);
  }
  expect(sentences.size).toBe(12);
  for (const path of ['/articles/0', '/articles/13', '/articles/01', '/articles/x', '/nothing'])
    expect([path, await statusOf(site.url + path)]).toEqual([path, 404]);
});

it('has lists that lead from one to the next, to every article once', async () => {
  const site = await siteForTest({ pages: 25 });
  const found: string[] = [];
  let next: string | undefined = '/articles/';
  while (next !== undefined) {
    const page: string = await (await fetch(site.url + next)).text();
    const main = page.slice(page.indexOf('<main>'), page.indexOf('</main>'));
    found.push(...[...main.matchAll(/<li><a href="(.*?)"/g)].map(([, path = '']) => path));
    next = /<link rel="next" href="(.*?)"/.exec(page)?.[1];
  }
  expect(found).toEqual(Array.from({ length: 25 }, (_, index) => `/articles/${index + 1}`));
  expect(await statusOf(`${site.url}/articles/page/4`)).toBe(404);
});

it('changes a page, and says no where it cannot', async () => {
  const site = await siteForTest();
  const read = async () => {
    const response = await fetch(`${site.url}/articles/3`);
    return [response.headers.get('etag'), response.headers.get('last-modified'), await response.text()];
  };
  const { sentence } = site.article('/articles/3');
  const before = await read();
  site.change('/articles/3');
  const after = await read();
  expect(after.filter((part, index) => part === before[index])).toEqual([]);
  expect(after[2]).not.toContain(sentence);
  expect(after[2]).toContain(site.article('/articles/3').sentence);
  expect(Date.parse(after[1]!)).toBeGreaterThan(Date.parse(before[1]!));
  expect(Date.parse(after[1]!)).toBeLessThan(Date.now());
  expect(() => site.change('/articles/21')).toThrow(/only \/articles\/1 to \/articles\/20.*respond\(\)/);
});

it('takes away what is removed, also from its lists', async () => {
  const site = await siteForTest({ pages: 3 });
  site.remove('/articles/2');
  site.remove('/articles/3', 404);
  const statuses = [1, 2, 3].map((number) => statusOf(`${site.url}/articles/${number}`));
  expect(await Promise.all(statuses)).toEqual([200, 410, 404]);
  for (const path of ['/sitemap.txt', '/feed.rss', '/articles/']) {
    const text = await (await fetch(site.url + path)).text();
    expect(text).toContain('/articles/1');
    expect(text.replace(/<aside>[\s\S]*/, '')).not.toContain('/articles/2');
  }
});

it('answers as it is told to, and forgets that for what is removed', async () => {
  const site = await siteForTest();
  site.respond('/articles/1', (_, response) => void response.writeHead(202).end('own'));
  site.respond('/search?q=a', (request, response) => void response.end(`${request.method} found`));
  expect(await statusOf(`${site.url}/articles/1?any=1`, { method: 'POST' })).toBe(202);
  expect(await (await fetch(`${site.url}/search?q=a`)).text()).toBe('GET found');
  expect(await statusOf(`${site.url}/search?q=b`)).toBe(404);
  site.remove('/articles/1');
  expect(await statusOf(`${site.url}/articles/1`)).toBe(410);
});

it('cuts the connection where a handler fails', async () => {
  const site = await siteForTest();
  site.respond('/failing', () => {
    throw new Error('a mistake');
  });
  await expect(fetch(`${site.url}/failing`)).rejects.toThrow('fetch failed');
  expect(await statusOf(`${site.url}/articles/1`)).toBe(200);
});

it('keeps what it was asked for', async () => {
  const { url, otherUrl, requests } = await siteForTest();
  await fetch(`${url}/articles/1?a=b`, { headers: { 'x-asked': 'yes' } });
  await fetch(`${otherUrl}/status/451`, { method: 'HEAD' });
  await fetch(`${url}/articles/1`, { method: 'POST' });
  await fetch(`${url}/broken/cut-off`);
  const asked = requests();
  expect(asked.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
    'GET /articles/1?a=b 200',
    'HEAD /status/451 451',
    'POST /articles/1 405',
    'GET /broken/cut-off 200',
  ]);
  expect(asked[0]?.headers['x-asked']).toBe('yes');
  expect(asked[1]?.headers.host).toBe(new URL(otherUrl).host);
});

it('ends with answers on their way', async () => {
  const site = await siteForTest();
  const waiting = ['/slow/silent', '/slow/for-ever', '/hostile/endless'].map(async (path) =>
    (await fetch(site.url + path)).bytes(),
  );
  await expect.poll(() => site.requests().length).toBe(3);
  await site.close();
  for (const result of await Promise.allSettled(waiting)) expect(result.status).toBe('rejected');
  await expect(fetch(site.url)).rejects.toThrow('fetch failed');
});
