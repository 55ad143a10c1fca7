import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineCollector } from '@bowerbird/core';
import { z } from 'zod';
import { collectorSuite } from '../../../src/index.ts';
import type { Wrong } from '../wrong.ts';

const notes = defineCollector({
  name: 'notes',
  summary: 'Collects notes.',
  revision: 1,
  request: z.strictObject({ folder: z.string() }),
  create: () => ({
    async collect({ folder }) {
      const names = await readdir(fileURLToPath(folder)).catch(() => []);
      return names.sort().map((name) => ({ id: `note:${name}`, text: name }));
    },
  }),
});

export const wrong: Wrong = {
  about: 'it reads a folder without naming what is in it',
  run: (test) =>
    collectorSuite(test, notes, {
      cases: [{ with: { folder: new URL('.', import.meta.url).href } }],
      unknown: [{ with: { folder: 'file:///no/such/folder' } }],
    }),
  caughtBy: 'leaves nothing behind after',
  message:
    /it read file:\S+ for the case [\s\S]* without saying so[\s\S]*Call context\.digest\(path\) for each file/,
};
