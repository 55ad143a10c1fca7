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
    collect: async ({ path }) => [{ id: `note:${path}`, text: await readFile(path, 'utf8') }],
  }),
});

export const wrong: Wrong = {
  about: 'it reads a local file without naming it',
  run: (test) =>
    collectorSuite(test, notes, {
      cases: [{ source: import.meta.filename }],
      unknown: [{ with: { path: '/no/such/file' } }],
    }),
  caughtBy: 'leaves nothing behind after ',
  message: /it read \S+ for the case \S+ without saying so[\s\S]*Call context\.digest\(path\)/,
};
