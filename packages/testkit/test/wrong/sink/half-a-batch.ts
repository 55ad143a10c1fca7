import { join } from 'node:path';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { readFolder, replaceFile, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'half-a-batch',
  summary: 'A file per document, one after the other.',
  create: (_, { base, pipeline }) => ({
    async write(documents) {
      const folder = join(base, pipeline);
      for (const document of documents) {
        const name = `${Buffer.from(document.id).toString('hex').slice(0, 200)}.json`;
        await replaceFile(join(folder, name), JSON.stringify(document));
      }
    },
    async close() {},
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'write() leaves half a batch when it fails in the middle',
  run: (test) =>
    sinkSuite(withoutKills(test), sink, {
      module: new URL(import.meta.url),
      ids: false,
      remove: false,
      read: ({ base, pipeline }) => readFolder(join(base, pipeline)),
    }),
  caughtBy: 'keeps nothing of a batch that it cannot write, and goes on (a full disk)',
  message:
    /after a batch failed and another was written, "before:a" came back otherwise: its text (?:.|\n)*→ Write a batch whole or not at all/,
};
