import { parseFeed } from 'feedsmith';

/** An episode of a podcast, as its feed tells it. */
export interface Episode {
  readonly title?: string | undefined;
  /** As the feed writes it. */
  readonly published?: string | undefined;
  readonly media: readonly { readonly url: string; readonly type?: string | undefined }[];
  readonly transcripts: readonly { readonly url: string; readonly type?: string | undefined }[];
}

/** The episodes of a feed (RSS, RDF, Atom, JSON Feed), or why it is none. Runs in a worker: what is read here is foreign. */
export default function readFeed({
  text,
}: {
  readonly text: string;
}): readonly Episode[] | { readonly problem: string } {
  try {
    const { feed } = parseFeed(text) as { readonly feed: Feed };
    return (feed.items ?? feed.entries ?? []).map(episodeOf);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

// What of the formats is read here; feedsmith leaves out what is not there.
interface Feed {
  readonly items?: readonly Item[];
  readonly entries?: readonly Item[];
}

interface Link {
  readonly url?: string;
  readonly href?: string;
  readonly type?: string;
  readonly mime_type?: string;
  readonly rel?: string;
}

interface Item {
  readonly title?: string | { readonly value?: string };
  readonly pubDate?: string;
  readonly published?: string;
  readonly updated?: string;
  readonly date_published?: string;
  readonly enclosures?: readonly Link[];
  readonly links?: readonly Link[];
  readonly attachments?: readonly Link[];
  readonly podcast?: { readonly transcripts?: readonly Link[] };
}

function episodeOf(item: Item): Episode {
  const enclosed = (item.links ?? []).filter(({ rel }) => rel === 'enclosure');
  return {
    title: typeof item.title === 'string' ? item.title : item.title?.value,
    published: item.pubDate ?? item.published ?? item.date_published ?? item.updated,
    media: [...(item.enclosures ?? []), ...enclosed, ...(item.attachments ?? [])].flatMap(toFile),
    transcripts: (item.podcast?.transcripts ?? []).flatMap(toFile),
  };
}

function toFile({ url, href, type, mime_type }: Link) {
  const address = url ?? href;
  return address === undefined ? [] : [{ url: address, type: type ?? mime_type }];
}
