import { defineSink, type Sink } from '@bowerbird/core';
import { JsonlSink } from './jsonl-sink.ts';
import { MarkdownSink } from './markdown-sink.ts';
import { jsonlOptions, markdownOptions, sqliteOptions } from './options.ts';

export {
  type JsonlOptions,
  jsonlOptions,
  type MarkdownOptions,
  markdownOptions,
  type SqliteOptions,
  sqliteOptions,
} from './options.ts';

/** One Markdown file per document, with front matter: a corpus to read. */
export const markdown = defineSink({
  name: 'markdown',
  summary: 'One Markdown file per document, with front matter, in <path>/<pipeline>/.',
  options: markdownOptions,
  create: ({ path }, home) => opened(new MarkdownSink(path, home)),
});

/** One JSON line per document: a corpus to load. */
export const jsonl = defineSink({
  name: 'jsonl',
  summary: 'One JSON object per line and document, in <path>/<pipeline>.jsonl.',
  options: jsonlOptions,
  create: ({ path }, home) => opened(new JsonlSink(path, home)),
});

/** A database: a corpus to search. */
export const sqlite = defineSink({
  name: 'sqlite',
  summary: 'Documents, chunks and spans with a full-text index, in <path>/<pipeline>.sqlite.',
  options: sqliteOptions,
  async create(options, home) {
    // A start without it should not wait for it.
    const { SqliteSink } = await import('./sqlite-sink.ts');
    return opened(new SqliteSink(options, home));
  },
});

export default [markdown, jsonl, sqlite];

async function opened<S extends Sink & { open(): Promise<void> }>(sink: S): Promise<S> {
  await sink.open();
  return sink;
}
