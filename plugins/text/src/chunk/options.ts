import type { Schema } from '@bowerbird/core';
import * as z from 'zod/mini';
import { optionsSchema } from '../schema.ts';

/** The encodings that are built in, by the names that OpenAI gives them. */
export const ENCODINGS = ['o200k_base', 'cl100k_base', 'p50k_base', 'r50k_base'] as const;

/** What `chunk` takes. */
export interface ChunkOptions {
  /** The most tokens of a chunk. Default: 512, unless `maxCharacters` is there. */
  readonly maxTokens?: number | undefined;
  /** The most characters of a chunk, in UTF-16 code units, in place of tokens: no tokenizer is loaded. */
  readonly maxCharacters?: number | undefined;
  /** How much of the end of a chunk the next one begins with, in the same unit, in whole sentences. */
  readonly overlap: number;
  /** One of `ENCODINGS`, or a path to a module whose default export is `(text: string) => number`. */
  readonly tokenizer: string;
  /** A chunk never reaches across headings of so many levels. 1: chapters, 0: none. */
  readonly chapterLevels: number;
  /** Whether the document itself goes on, before its chunks. */
  readonly keepDocument: boolean;
}

// A character may take four tokens, and the chunker must have room for some.
const SMALLEST = 16;

const size = (description: string) => z.optional(z.int().check(z.minimum(SMALLEST), z.describe(description)));

/** Options of `chunk`. */
export const chunkOptions: Schema<ChunkOptions> = optionsSchema(
  z
    .strictObject({
      maxTokens: size('The most tokens of a chunk; 512 unless "maxCharacters" is there.'),
      maxCharacters: size('The most characters of a chunk, in place of tokens: no tokenizer is needed.'),
      overlap: z._default(
        z
          .int()
          .check(
            z.minimum(0),
            z.describe('How much of the end of a chunk the next one begins with, in whole sentences.'),
          ),
        0,
      ),
      tokenizer: z._default(
        z
          .string()
          .check(
            z.minLength(1),
            z.describe(
              `${ENCODINGS.join(', ')}, or the path of a module that exports (text) => number by default.`,
            ),
          ),
        'o200k_base',
      ),
      chapterLevels: z._default(
        z
          .int()
          .check(
            z.minimum(0),
            z.maximum(6),
            z.describe('A chunk never reaches across headings of so many levels; 1 means chapters.'),
          ),
        1,
      ),
      keepDocument: z._default(
        z.boolean().check(z.describe('Whether the whole document goes on, before its chunks.')),
        true,
      ),
    })
    .check(
      z.refine((options) => options.maxTokens === undefined || options.maxCharacters === undefined, {
        error: 'takes "maxTokens" or "maxCharacters", not both',
      }),
      z.refine((options) => options.overlap <= budgetOf(options) / 2, {
        path: ['overlap'],
        error: 'must be at most half of the size of a chunk',
      }),
    ),
);

/** The most that a chunk may hold, in tokens or in characters. */
export function budgetOf({
  maxTokens = 512,
  maxCharacters,
}: Pick<ChunkOptions, 'maxTokens' | 'maxCharacters'>): number {
  return maxCharacters ?? maxTokens;
}
