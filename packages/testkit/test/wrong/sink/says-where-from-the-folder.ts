import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'says-where',
  summary: 'Tells a location that is one from some folder alone.',
  create: (_, home) => ({ ...rightSink(home), location: `${home.pipeline}.json` }),
});

export default sink;

export const wrong: Wrong = {
  about: 'the location is a relative path',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'has what the suite was told, and nothing that it was not',
  message: /its location is "testkit-.*\.json"\n {2}→ Give an absolute path/,
};
