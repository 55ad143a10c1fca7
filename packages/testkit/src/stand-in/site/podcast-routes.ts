import { sendMissing } from './page-routes.ts';
import { SITE_NAME } from './pages.ts';
import type { SitePath } from './paths.ts';
import { etagOf, sendResource } from './resource.ts';
import type { Route, SiteState, Visit } from './visit.ts';
import { toneWave } from './wave.ts';

const EPISODES = [1, 2, 3];
const LENGTH_MS = 500;
const FIRST_MS = Date.UTC(2024, 0, 6, 12);
const WEEK_MS = 7 * 24 * 3_600_000;

/** A podcast: RSS 2.0 with enclosures, and their audio. */
export const podcastRoutes = {
  '/podcast.rss': (visit) => {
    const body = feedOf(visit.site);
    sendResource(visit, { type: 'application/rss+xml; charset=utf-8', body, etag: etagOf(body) });
  },
  '/podcast/{n}.wav': sendEpisode,
} satisfies Partial<Record<SitePath, Route>>;

function sendEpisode(visit: Visit): void {
  const number = Number(visit.parameter);
  if (!EPISODES.includes(number)) {
    sendMissing(visit);
    return;
  }
  const body = audioOf(number);
  sendResource(visit, {
    type: 'audio/wav',
    body,
    etag: etagOf(body),
    modified: publishedAt(number),
    ranges: true,
  });
}

function audioOf(number: number): Buffer {
  return toneWave(220 * number, LENGTH_MS);
}

function publishedAt(number: number): Date {
  return new Date(FIRST_MS + number * WEEK_MS);
}

function feedOf({ url }: SiteState): string {
  const items = [...EPISODES].reverse().map((number) => {
    const audio = `${url}/podcast/${number}.wav`;
    return `<item>
<title>Sounds of the harbour, episode ${number}</title>
<link>${url}/podcast.rss</link>
<guid isPermaLink="false">stand-in-episode-${number}</guid>
<pubDate>${publishedAt(number).toUTCString()}</pubDate>
<description>A tone of ${220 * number} hertz.</description>
<enclosure url="${audio}" length="${audioOf(number).length}" type="audio/wav"/>
<itunes:episode>${number}</itunes:episode>
<itunes:duration>1</itunes:duration>
</item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel>
<title>Sounds of the harbour</title>
<link>${url}/</link>
<description>What can be heard at night.</description>
<language>en</language>
<itunes:author>${SITE_NAME}</itunes:author>
<itunes:category text="Science"/>
<itunes:explicit>false</itunes:explicit>
<atom:link href="${url}/podcast.rss" rel="self" type="application/rss+xml"/>
${items.join('\n')}
</channel>
</rss>
`;
}
