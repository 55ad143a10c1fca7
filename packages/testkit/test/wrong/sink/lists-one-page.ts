import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'lists-one-page',
  summary: 'Lists what the service gives at once.',
  create: (_, home) => ({
    ...rightSink(home),
    async *ids() {
      yield* [...(await new Corpus(home).load()).keys()].slice(0, 1000);
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'ids() lists the first page alone',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'takes thousands of documents at once',
  message: /after 10000 documents were written, ids\(\) lists others\n {2}→ List all pages/,
};
