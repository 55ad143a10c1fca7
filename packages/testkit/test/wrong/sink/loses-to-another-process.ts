import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

let last: Promise<unknown> = Promise.resolve();

const sink = defineSink({
  name: 'loses-to-another-process',
  summary: 'Lets its writes wait for each other, within the process.',
  create: (_, home) => ({
    ...rightSink(home),
    write(documents) {
      const mine = last.then(async () => {
        const corpus = new Corpus(home);
        const held = await corpus.load();
        for (const document of documents) held.set(document.id, document);
        await corpus.save(held.values());
      });
      last = mine.catch(() => {});
      return mine;
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'its lock is for one process alone',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'keeps what two processes write at once',
  message: /after two processes wrote at once, the document ".*" is not there.*\n {2}→ Let both share it/,
};
