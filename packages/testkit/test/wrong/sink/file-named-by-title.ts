import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { readFolder, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'by-title',
  summary: 'A file per document, named by its title.',
  create: (_, { base, pipeline }) => ({
    async write(documents) {
      const folder = join(base, pipeline);
      await mkdir(folder, { recursive: true });
      for (const document of documents) {
        const name = (document.title ?? document.id).replaceAll(/\W+/g, '-').slice(0, 80);
        await writeFile(join(folder, `${name}.json`), JSON.stringify(document));
      }
    },
    async close() {},
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'two documents of one title get one file',
  run: (test) =>
    sinkSuite(withoutKills(test), sink, {
      module: new URL(import.meta.url),
      ids: false,
      remove: false,
      read: ({ base, pipeline }) => readFolder(join(base, pipeline)),
    }),
  caughtBy: 'keeps ids as they are, whatever they are',
  message:
    /unusual ids were written, the document ".*" is not there .*\n {2}→ .*no file name without the whole id in it \(use a hash\)/,
};
