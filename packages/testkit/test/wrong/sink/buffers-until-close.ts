import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'buffers',
  summary: 'Gathers everything, and writes it at the end.',
  async create(_, home) {
    const corpus = new Corpus(home);
    const held = await corpus.load();
    return {
      ...rightSink(home),
      async write(documents) {
        for (const document of documents) held.set(document.id, document);
      },
      close: () => corpus.save(held.values()),
    };
  },
});

export default sink;

export const wrong: Wrong = {
  about: 'write() resolves before anything is durable',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'after kill -9 holds whole batches, and all that it acknowledged (1 of 4)',
  message:
    /write\(\) of "torn:a" had resolved, and after kill -9 it is not there\n {2}→ Let write\(\) resolve only when all of it is durable/,
};
