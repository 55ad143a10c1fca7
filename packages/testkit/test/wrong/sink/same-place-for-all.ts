import type { Delivered } from '@bowerbird/core';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const bucket = new Map<string, Delivered>();

const sink = defineSink({
  name: 'same-place',
  summary: 'Stands for a bucket that is the same for all pipelines.',
  create: () => ({
    async write(documents) {
      for (const document of documents) bucket.set(document.id, structuredClone(document));
    },
    async close() {},
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'whatever the home, it writes to one place',
  run: (test) =>
    sinkSuite(test, sink, {
      ...told(import.meta.url),
      ids: false,
      remove: false,
      read: async () => [...bucket.values()],
    }),
  caughtBy: 'begins empty in a new home',
  message:
    /in a new home, the document "of another home" is there.*\n {2}→ .*let `options` of the suite be a function/,
};
