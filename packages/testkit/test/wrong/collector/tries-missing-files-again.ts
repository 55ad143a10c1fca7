import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineCollector } from '@bowerbird/core';
import { z } from 'zod';
import { collectorSuite } from '../../../src/index.ts';
import type { Wrong } from '../wrong.ts';

const notes = defineCollector({
  name: 'notes',
  summary: 'Collects notes.',
  revision: 1,
  request: z.strictObject({ path: z.string() }),
  accepts: ({ uri }) => (uri.startsWith('file:') ? { path: fileURLToPath(uri) } : undefined),
  create: () => ({
    async collect({ path }, context) {
      const text = await readFile(path, 'utf8');
      await context.digest(path);
      return [{ id: `note:${path}`, text }];
    },
  }),
});

export const wrong: Wrong = {
  about: 'a file that is not there gives the error of the file system',
  run: (test) =>
    collectorSuite(test, notes, {
      cases: [{ source: import.meta.filename }],
      unknown: [{ with: { path: '/no/such/file' } }],
    }),
  caughtBy: 'knows that {"path":"/no/such/file"} is not there',
  message:
    /which is not there, it should be \[\] or an error with recovery next, and it is an error with recovery retry[\s\S]*SOURCE_NOT_FOUND/,
};
