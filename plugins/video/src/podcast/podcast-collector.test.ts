import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectorSuite, fakeContext, replies } from '@bowerbird/testkit';
import { afterAll, expect, it, test } from 'vitest';
import { podcast } from './podcast-collector.ts';

const FEED = 'https://feeds.example.org/birds.rss';
const item = (number: number, more = '') =>
  `<item><title>Episode ${number} &amp; more</title><pubDate>Tue, 0${number} Mar 2026 10:00:00 GMT</pubDate><enclosure url="https://e.example/${number}.mp3?a=1&amp;b=2" length="1" type="audio/mpeg"/>${more}</item>`;
const feed = `<?xml version="1.0"?><rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Birds</title>
${item(3)}${item(1)}${item(2, '<podcast:transcript url="https://e.example/2.html" type="text/html"/><podcast:transcript url="https://e.example/2.vtt" type="text/vtt"/>')}
<item><title>No sound</title><link>https://e.example/post</link></item><item><title>Evil</title><enclosure url="--exec=x" type="audio/mpeg"/></item></channel></rss>`;
const fetch = replies({ [FEED]: { headers: { 'content-type': 'application/rss+xml' }, body: feed } });

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-podcast-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'local.xml'), feed);

collectorSuite(test, podcast, {
  cases: [{ source: 'https://example.org/podcast.xml', ids: [] }],
  discovers: [{ source: FEED, fetch }, { source: join(folder, 'local.xml') }],
  unknown: [{ with: { url: 'file:///no/such/feed.xml' } }],
});

async function found(asked: object, body = feed): Promise<readonly unknown[]> {
  const answer = replies({ [FEED]: { body } });
  const instance = await podcast.create(undefined, { base: '/', state: '/' });
  const items: unknown[] = [];
  for await (const each of instance.discover?.(
    { url: FEED, ...asked },
    fakeContext({ fetch: answer }).context,
  ) ?? [])
    items.push(each);
  return items;
}

const episode = (number: number, transcript?: string) => {
  const sound = `https://e.example/${number}.mp3?a=1&b=2`;
  const about = { title: `Episode ${number} & more`, published: `2026-03-0${number}T10:00:00.000Z` };
  return transcript === undefined
    ? { source: sound, with: about }
    : { source: transcript, with: { ...about, media: sound } };
};

it('hands over the newest first, with the transcript that a feed brings', async () => {
  expect(await found({})).toEqual([episode(3), episode(2, 'https://e.example/2.vtt'), episode(1)]);
  expect(await found({ transcripts: false })).toEqual([episode(3), episode(2), episode(1)]);
  expect(await found({ limit: 1 })).toEqual([episode(3)]);
  expect(await found({ since: '2026-03-03' })).toEqual([episode(3)]);
});

it.each([
  [
    'Atom',
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><id>x</id><updated>2026-03-01T00:00:00Z</updated><entry><id>1</id><title>Episode 1 &amp; more</title><published>2026-03-01T10:00:00Z</published><updated>2026-04-01T00:00:00Z</updated><link rel="enclosure" href="https://e.example/1.mp3?a=1&amp;b=2" type="audio/mpeg"/></entry></feed>',
  ],
  [
    'JSON Feed',
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'A',
      items: [
        {
          id: '1',
          title: 'Episode 1 & more',
          date_published: '2026-03-01T10:00:00Z',
          attachments: [{ url: 'https://e.example/1.mp3?a=1&b=2', mime_type: 'audio/mpeg' }],
        },
      ],
    }),
  ],
])('reads %s', async (_, body) => {
  expect(await found({}, body)).toEqual([episode(1)]);
});

it('says so of what is no feed', async () => {
  await expect(found({}, '<html><p>No.</p></html>')).rejects.toMatchObject({
    code: 'SOURCE_INVALID',
    recovery: 'next',
  });
});

it.each([
  ['https://feeds.example.org/x', true],
  ['https://example.org/show.rss', true],
  ['https://example.org/podcast', true],
  ['https://example.org/feed', false],
  ['https://example.org/sitemap.xml', false],
  ['https://feeds.example.org/1.mp3', false],
])('takes %s: %s', (uri, isTaken) => {
  expect(podcast.accepts?.({ uri }) !== undefined).toBe(isTaken);
});
