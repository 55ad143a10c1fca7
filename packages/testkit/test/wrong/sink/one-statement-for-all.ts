import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'one-statement',
  summary: 'Stands for a database whose statements have at most 999 variables.',
  create: (_, home) => ({
    ...rightSink(home),
    async write(documents) {
      if (documents.length * 2 > 999) throw new Error('too many SQL variables');
      await rightSink(home).write(documents);
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'write() is one statement with two variables for each document',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'takes thousands of documents at once',
  message: /write\(\) of 10000 documents has rejected with .*variables\n {2}→ Batches have any size/,
};
