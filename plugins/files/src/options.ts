import { z } from 'zod';

/** Options of the `markdown` sink. */
export const markdownOptions = z
  .strictObject({
    path: folder('.md', '<path>/<pipeline>/').describe(
      'The folder of the corpus; files go to <path>/<pipeline>/. Relative to the rc file.',
    ),
  })
  .prefault({});

/** Options of the `jsonl` sink. */
export const jsonlOptions = z
  .strictObject({
    path: folder('.jsonl', '<path>/<pipeline>.jsonl').describe(
      'The folder of the corpus; the file is <path>/<pipeline>.jsonl. Relative to the rc file.',
    ),
  })
  .prefault({});

/** What the `markdown` sink takes. */
export type MarkdownOptions = z.infer<typeof markdownOptions>;

/** What the `jsonl` sink takes. */
export type JsonlOptions = z.infer<typeof jsonlOptions>;

// The commonest mistake is to name the file; a folder called out.jsonl/ would be a riddle to find later.
function folder(extension: string, place: string) {
  return z
    .string()
    .min(1, 'must name a folder; leave it out for "corpus"')
    .refine((path) => !path.toLowerCase().endsWith(extension), {
      error: `is a folder, not a file: documents go to ${place}, so leave the file name out`,
    })
    .refine((path) => !path.includes('\0'), { error: 'contains a NUL character' })
    .default('corpus');
}
