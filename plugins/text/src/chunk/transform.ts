import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type Delivered,
  defineTransform,
  type PipelineHome,
  type Span,
  type Transform,
} from '@bowerbird/core';
import type { ChunkInput } from '../chunk-worker.ts';
import type { Cut } from './cut.ts';
import { budgetOf, type ChunkOptions, chunkOptions, ENCODINGS } from './options.ts';

const WORKER = new URL(import.meta.resolve('#chunk'));

/** Cuts documents into chunks that know their place. */
export const chunk = defineTransform({
  name: 'chunk',
  summary:
    'Cuts documents into chunks of at most so many tokens, by structure, each with its place in the document.',
  options: chunkOptions,
  create: (options, home): Transform => {
    const tokenizer = tokenizerOf(options, home);
    const { overlap, chapterLevels } = options;
    const budget = budgetOf(options);
    return {
      async transform(document, { compute }) {
        const { text, spans = [], language } = document;
        const input: ChunkInput = { text, spans, language, tokenizer, budget, overlap, chapterLevels };
        const chunks = toChunks(document, await compute<readonly Cut[]>(WORKER, input));
        return options.keepDocument ? [document, ...chunks] : chunks;
      },
    };
  },
});

function tokenizerOf({ maxCharacters, tokenizer }: ChunkOptions, { base }: PipelineHome): string | undefined {
  if (maxCharacters !== undefined) return undefined;
  const isKnown = (ENCODINGS as readonly string[]).includes(tokenizer);
  return isKnown ? tokenizer : pathToFileURL(resolve(base, tokenizer)).href;
}

/** A document for each cut. Its id is that of the document with a digest of the chunk's text: what did not change keeps its id. */
function toChunks(document: Delivered, cuts: readonly Cut[]): readonly Delivered[] {
  const { spans = [], partOf: _, text, metadata, ...rest } = document;
  const seen = new Map<string, number>();
  const cutter = new SpanCutter(spans);
  return cuts.map(({ start, end, size, path, speakers, messageIds }, index) => {
    const part = text.slice(start, end);
    const digest = createHash('sha256').update(part).digest('hex').slice(0, 16);
    const times = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, times);
    const place = {
      index,
      of: cuts.length,
      size,
      ...(path.length > 0 && { path }),
      ...(speakers.length > 0 && { speakers }),
      ...(messageIds.length > 0 && { messageIds }),
    };
    return {
      ...rest,
      id: `${document.id}#${digest}${times > 1 ? `-${times}` : ''}`,
      text: part,
      spans: cutter.in(start, end),
      partOf: { id: document.id, start, end },
      metadata: { ...metadata, chunk: place },
    };
  });
}

/** Gives the spans of one slice after the other, cut to it and counted from its beginning. */
class SpanCutter {
  readonly #spans: readonly Span[];
  #next = 0;
  #open: Span[] = [];

  constructor(spans: readonly Span[]) {
    this.#spans = spans;
  }

  /** Starts and ends must not go back from one slice to the next. */
  in(start: number, end: number): readonly Span[] {
    for (let span = this.#spans[this.#next]; span && span.start < end; span = this.#spans[++this.#next])
      this.#open.push(span);
    this.#open = this.#open.filter((span) => span.end > start);
    return this.#open.map((span) => ({
      start: Math.max(span.start - start, 0),
      end: Math.min(span.end, end) - start,
      locator: span.locator,
    }));
  }
}
