import type { Schema } from '@bowerbird/core';
import * as z from 'zod/mini';
import { optionsSchema } from '../schema.ts';

/** What `dedupe` takes. */
export interface DedupeOptions {
  /** From which share of common word sequences (Jaccard) two texts count as alike; 1: only texts of the same words. */
  readonly threshold: number;
  /** `drop` leaves duplicates out; `mark` keeps them, with `metadata.duplicateOf`. */
  readonly action: 'drop' | 'mark';
}

/** Options of `dedupe`. */
export const dedupeOptions: Schema<DedupeOptions> = optionsSchema(
  z.strictObject({
    threshold: z._default(
      z
        .number()
        .check(
          z.minimum(0.6),
          z.maximum(1),
          z.describe('From which share of common word sequences texts are alike; 1: the same words alone.'),
        ),
      0.9,
    ),
    action: z._default(
      z
        .enum(['drop', 'mark'])
        .check(z.describe('drop leaves duplicates out, mark keeps them with "metadata.duplicateOf".')),
      'drop',
    ),
  }),
);
