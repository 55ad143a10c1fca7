import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { childrenOf, readXml, textOf, type XmlElement } from '../../../test/read-xml.ts';
import { siteForTest } from '../../../test/site.ts';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const RFC_822 = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/;

async function xmlAt(url: string): Promise<XmlElement> {
  return readXml(await (await fetch(url)).text());
}

function newest(url: string, from: number, to: number): readonly string[] {
  return Array.from({ length: from - to + 1 }, (_, index) => `${url}/articles/${from - index}`);
}

it('has the elements that RSS 2.0 requires', async () => {
  const { url, article } = await siteForTest({ pages: 25 });
  const root = await xmlAt(`${url}/feed.rss`);
  expect([root.name, root.attributes.version]).toEqual(['rss', '2.0']);
  const [channel] = childrenOf(root, 'channel');
  for (const name of ['title', 'link', 'description']) expect(textOf(channel!, name)).not.toBe('');
  expect(textOf(channel!, 'lastBuildDate')).toMatch(RFC_822);
  const items = childrenOf(channel!, 'item');
  expect(items.map((item) => textOf(item, 'link'))).toEqual(newest(url, 25, 6));
  for (const item of items) {
    const { title, sentence } = article(new URL(textOf(item, 'link')).pathname);
    expect(textOf(item, 'title')).toBe(title);
    expect(textOf(item, 'guid')).toBe(textOf(item, 'link'));
    expect(textOf(item, 'pubDate')).toMatch(RFC_822);
    expect(textOf(item, 'content:encoded')).toContain(sentence);
  }
});

it('has the elements that RFC 4287 requires of Atom', async () => {
  const { url, article } = await siteForTest({ pages: 3 });
  const root = await xmlAt(`${url}/feed.atom`);
  expect([root.name, root.attributes.xmlns]).toEqual(['feed', 'http://www.w3.org/2005/Atom']);
  expect(textOf(root, 'id')).toBe(`${url}/`);
  expect(textOf(root, 'updated')).toMatch(RFC_3339);
  expect(textOf(root, 'title')).not.toBe('');
  expect(childrenOf(root, 'link').map(({ attributes }) => attributes.rel)).toEqual(['self', 'alternate']);
  const entries = childrenOf(root, 'entry');
  expect(entries.map((entry) => textOf(entry, 'id'))).toEqual(newest(url, 3, 1));
  for (const entry of entries) {
    const { title, author, sentence } = article(new URL(textOf(entry, 'id')).pathname);
    expect(textOf(entry, 'title')).toBe(title);
    expect(textOf(entry, 'updated')).toMatch(RFC_3339);
    expect(textOf(childrenOf(entry, 'author')[0]!, 'name')).toBe(author);
    const [content] = childrenOf(entry, 'content');
    expect([content?.attributes.type, content?.children]).toEqual(['html', []]);
    expect(content?.text).toContain(`<p>${sentence}`);
  }
});

it('has the fields that JSON Feed 1.1 requires', async () => {
  const { url, article } = await siteForTest({ pages: 3 });
  const response = await fetch(`${url}/feed.json`);
  expect(response.headers.get('content-type')).toBe('application/feed+json');
  const feed = (await response.json()) as { version: string; title: string; items: Record<string, string>[] };
  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'The Stand-in Gazette',
    feed_url: `${url}/feed.json`,
  });
  expect(feed.items.map(({ id }) => id)).toEqual(newest(url, 3, 1));
  for (const item of feed.items) {
    expect(item.content_html).toContain(article(new URL(item.url!).pathname).sentence);
    expect(item.date_published).toMatch(RFC_3339);
  }
});

it('has a podcast whose audio is there, as long as it says', async () => {
  const { url } = await siteForTest();
  const [channel] = childrenOf(await xmlAt(`${url}/podcast.rss`), 'channel');
  const items = childrenOf(channel!, 'item');
  expect(items).toHaveLength(3);
  for (const item of items) {
    const { attributes } = childrenOf(item, 'enclosure')[0]!;
    expect(attributes.type).toBe('audio/wav');
    const response = await fetch(attributes.url!);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('audio/wav');
    expect(String(bytes.length)).toBe(attributes.length);
    // RIFF: a form of the length that stands in it, with a format and its data.
    expect([bytes.toString('latin1', 0, 4), bytes.readUInt32LE(4)]).toEqual(['RIFF', bytes.length - 8]);
    expect([bytes.toString('latin1', 8, 16), bytes.readUInt16LE(20)]).toEqual(['WAVEfmt ', 1]);
    const [rate, bytesPerSecond, samples] = [24, 28, 40].map((at) => bytes.readUInt32LE(at));
    expect([rate, bytesPerSecond, samples]).toEqual([8000, 16_000, 8000]);
    expect(bytes.subarray(44).some((byte) => byte !== 0)).toBe(true);
  }
  expect((await fetch(`${url}/podcast/4.wav`)).status).toBe(404);
});

it('has sitemaps that name every article once, with the time of its change', async () => {
  const { url, article, change } = await siteForTest({ pages: 11 });
  change('/articles/4');
  const index = await xmlAt(`${url}/sitemap.xml`);
  expect(index.name).toBe('sitemapindex');
  expect(index.attributes.xmlns).toBe('http://www.sitemaps.org/schemas/sitemap/0.9');
  const found: Record<string, string> = {};
  for (const sitemap of childrenOf(index, 'sitemap')) {
    const response = await fetch(textOf(sitemap, 'loc'));
    const bytes = await response.bytes();
    const isZipped = textOf(sitemap, 'loc').endsWith('.gz');
    expect(response.headers.get('content-encoding')).toBeNull();
    const urls = childrenOf(readXml((isZipped ? gunzipSync(bytes) : Buffer.from(bytes)).toString()), 'url');
    const times = urls.map((one) => textOf(one, 'lastmod'));
    for (const [place, one] of urls.entries()) found[textOf(one, 'loc')] = times[place]!;
    expect(textOf(sitemap, 'lastmod')).toBe(times.toSorted().at(-1));
  }
  const paths = Array.from({ length: 11 }, (_, place) => `/articles/${place + 1}`);
  expect(found).toEqual(
    Object.fromEntries(paths.map((path) => [url + path, article(path).modified.toISOString()])),
  );
  expect(await (await fetch(`${url}/sitemap.txt`)).text()).toBe(
    paths.map((path) => `${url}${path}\n`).join(''),
  );
});

it('answers conditions for feeds, too', async () => {
  const site = await siteForTest({ pages: 3 });
  for (const path of ['/feed.rss', '/feed.atom', '/feed.json', '/podcast.rss', '/sitemap.xml']) {
    const etag = (await fetch(site.url + path)).headers.get('etag')!;
    const again = await fetch(site.url + path, { headers: { 'if-none-match': etag } });
    expect([path, again.status]).toEqual([path, 304]);
  }
});
