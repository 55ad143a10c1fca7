import { setTimeout as sleep } from 'node:timers/promises';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'loses-one-of-two',
  summary: 'Reads the file, thinks, and replaces it.',
  create: (_, home) => ({
    ...rightSink(home),
    async write(documents) {
      const corpus = new Corpus(home);
      const held = await corpus.load();
      await sleep(1);
      for (const document of documents) held.set(document.id, document);
      await corpus.save(held.values());
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'of two writes at once the later one undoes the earlier',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'keeps what two instances write at once',
  message: /after two instances wrote at once, the document ".*" is not there.*\n {2}→ Let both share it/,
};
