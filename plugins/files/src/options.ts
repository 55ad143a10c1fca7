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

/** What the `sqlite` sink takes. */
export interface SqliteOptions {
  /** Absolute, or from the folder of the rc file. */
  readonly path: string;
  /** How the full-text index tells words apart: `words` by spaces and signs, `trigrams` by any three characters. */
  readonly search: 'words' | 'trigrams';
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

/** Options of the `sqlite` sink. */
export const sqliteOptions: Schema<SqliteOptions> = options(
  folder('.sqlite', '<path>/<pipeline>.sqlite'),
  'The folder of the corpus; the database is <path>/<pipeline>.sqlite. Relative to the rc file.',
  {
    search: z._default(
      z
        .enum(['words', 'trigrams'])
        .check(
          z.describe(
            'words, or trigrams for scripts without spaces, such as Chinese: any three characters are found.',
          ),
        ),
      'words',
    ),
  },
);

function options<Options, Fields extends z.core.$ZodLooseShape = object>(
  path: ReturnType<typeof folder>,
  description: string,
  fields: Fields = {} as Fields,
): Schema<Options> {
  const schema = z.prefault(
    z.strictObject({ path: path.check(z.describe(description)), ...fields }),
    {} as never,
  );
  return {
    '~standard': {
      ...(schema['~standard'] as unknown as Schema<Options>['~standard']),
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
