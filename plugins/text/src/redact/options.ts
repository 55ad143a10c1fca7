import type { Schema } from '@bowerbird/core';
import * as z from 'zod/mini';
import { optionsSchema } from '../schema.ts';

/** What is found without being asked for by a pattern. */
const FINDS = ['email', 'phone', 'card', 'iban', 'secret'] as const;

/** A pattern of the user's own. */
export interface OwnPattern {
  /** What stands in the place of a match: `[NAME 1]`. */
  readonly name: string;
  /** A regular expression of RE2, which takes linear time: no look-around, no back-references. */
  readonly pattern: string;
}

/** What `redact` takes. */
export interface RedactOptions {
  readonly find: readonly (typeof FINDS)[number][];
  /** Countries (ISO 3166-1 alpha-2) whose national numbers of persons are hidden. */
  readonly nationalIds: readonly string[];
  /** Countries (ISO 3166-1 alpha-2) whose phone numbers are found without a `+`. */
  readonly phoneRegions: readonly string[];
  readonly patterns: readonly OwnPattern[];
  /** Hide nothing, and tell in the log what would be hidden. */
  readonly report: boolean;
}

const country = z
  .string()
  .check(
    z.regex(/^[A-Za-z]{2}$/, { error: 'is no country code of two letters, such as "DE"' }),
    z.toUpperCase(),
  );

const pattern = z.strictObject({
  name: z.string().check(z.regex(/^[A-Z][A-Z _-]*$/, { error: 'must be capital letters, as in "ACCOUNT"' })),
  pattern: z.string().check(
    z.minLength(1),
    z.refine((text) => isPattern(text), {
      error:
        'is no regular expression of RE2 (no look-around, no back-references), or matches the empty text',
    }),
  ),
});

/** Options of `redact`. */
export const redactOptions: Schema<RedactOptions> = optionsSchema(
  z.strictObject({
    find: z._default(
      z
        .array(z.enum(FINDS))
        .check(z.describe(`What is hidden: ${FINDS.join(', ')}; all of them by default.`)),
      [...FINDS],
    ),
    nationalIds: z._default(
      z
        .array(country)
        .check(z.describe('Countries, such as US, whose national numbers of persons are hidden, too.')),
      [],
    ),
    phoneRegions: z._default(
      z
        .array(country)
        .check(z.describe('Countries whose phone numbers are found without a "+" in front of them.')),
      ['US'],
    ),
    patterns: z._default(
      z.array(pattern).check(z.describe('Own patterns, as { name: ACCOUNT, pattern: "AC-[0-9]{6}" } (RE2).')),
      [],
    ),
    report: z._default(
      z.boolean().check(z.describe('Hide nothing, and tell in the log what would be hidden.')),
      false,
    ),
  }),
);

// Loaded where there is a pattern: a start should not wait for it.
async function isPattern(text: string): Promise<boolean> {
  const { RE2JS } = await import('re2js');
  try {
    return !RE2JS.compile(text).matcher('').find();
  } catch {
    return false;
  }
}
