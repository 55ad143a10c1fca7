import type { Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';

// Beside the smaller half of Zod, its messages.
z.config(en());

/** What the `markdown` sink takes. */
export interface MarkdownOptions {
  /** Absolute, or from the folder of the rc file. */
  readonly path: string;
}

/** What the `jsonl` sink takes. */
export interface JsonlOptions {
  /** Absolute, or from the folder of the rc file. */
  readonly path: string;
}

/** Options of the `markdown` sink. */
export const markdownOptions: Schema<MarkdownOptions> = options(
  folder('.md', '<path>/<pipeline>/'),
  'The folder of the corpus; files go to <path>/<pipeline>/. Relative to the rc file.',
);

/** Options of the `jsonl` sink. */
export const jsonlOptions: Schema<JsonlOptions> = options(
  folder('.jsonl', '<path>/<pipeline>.jsonl'),
  'The folder of the corpus; the file is <path>/<pipeline>.jsonl. Relative to the rc file.',
);

function options(path: ReturnType<typeof folder>, description: string): Schema<{ readonly path: string }> {
  const schema = z.prefault(z.strictObject({ path: path.check(z.describe(description)) }), {});
  return {
    '~standard': {
      ...schema['~standard'],
      jsonSchema: { input: ({ target }) => z.toJSONSchema(schema, { target, io: 'input' }) },
    },
  };
}

// The commonest mistake is to name the file; a folder called out.jsonl/ would be a riddle to find later.
function folder(extension: string, place: string) {
  const path = z.string().check(
    z.minLength(1, 'must name a folder; leave it out for "corpus"'),
    z.refine((path) => !path.toLowerCase().endsWith(extension), {
      error: `is a folder, not a file: documents go to ${place}, so leave the file name out`,
    }),
    z.refine((path) => !path.includes('\0'), { error: 'contains a NUL character' }),
  );
  return z._default(path, 'corpus');
}
