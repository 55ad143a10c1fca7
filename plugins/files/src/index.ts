import { defineSink } from '@bowerbird/core';
import { JsonlSink } from './jsonl-sink.ts';
import { MarkdownSink } from './markdown-sink.ts';
import { jsonlOptions, markdownOptions } from './options.ts';

export { type JsonlOptions, jsonlOptions, type MarkdownOptions, markdownOptions } from './options.ts';

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

export default [markdown, jsonl];

async function opened<S extends MarkdownSink | JsonlSink>(sink: S): Promise<S> {
  await sink.open();
  return sink;
}
