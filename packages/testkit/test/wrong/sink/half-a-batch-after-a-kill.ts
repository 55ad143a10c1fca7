import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { readFolder } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'half-a-batch-after-a-kill',
  summary: 'Writes each document aside, and then renames them one after the other.',
  create: (_, { base, state, pipeline }) => ({
    async write(documents) {
      const folder = join(base, pipeline);
      for (const path of [folder, state]) await mkdir(path, { recursive: true });
      const names = new Map<string, string>();
      for (const document of documents) {
        const name = `${createHash('sha256').update(document.id).digest('hex')}.json`;
        const file = await open(join(state, name), 'w');
        await file.write(JSON.stringify(document));
        await file.sync();
        await file.close();
        names.set(join(state, name), join(folder, name));
      }
      for (const [from, to] of names) await rename(from, to);
    },
    async close() {},
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'a kill between two renames leaves half a batch',
  run: (test) =>
    sinkSuite(test, sink, {
      module: new URL(import.meta.url),
      ids: false,
      remove: false,
      read: ({ base, pipeline }) => readFolder(join(base, pipeline)),
    }),
  caughtBy: 'after kill -9 holds whole batches, and all that it acknowledged (4 of 4)',
  message:
    /half of its batch is there and half is not\n {2}→ Let one commit or one rename make the whole batch/,
};
