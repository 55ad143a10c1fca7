import type { Schema } from '@bowerbird/core';
import * as z from 'zod/mini';
import { optionsSchema } from '../schema.ts';

/** What `language` takes. */
export interface LanguageOptions {
  /** Which share of a text must be in the language, for sure. */
  readonly minConfidence: number;
  /** Whether what the source declares is replaced. */
  readonly overwrite: boolean;
}

/** Options of `language`. */
export const languageOptions: Schema<LanguageOptions> = optionsSchema(
  z.strictObject({
    minConfidence: z._default(
      z
        .number()
        .check(
          z.minimum(0),
          z.maximum(1),
          z.describe('Which share of the text must be in the language for sure; below, none is set.'),
        ),
      0.7,
    ),
    overwrite: z._default(
      z.boolean().check(z.describe('Whether the language that the source declares is replaced.')),
      false,
    ),
  }),
);
