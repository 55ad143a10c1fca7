import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'undeclared',
  summary: 'Can remove, which its suite was not told.',
  create: (_, home) => rightSink(home),
});

export default sink;

export const wrong: Wrong = {
  about: 'the suite was not told of remove()',
  run: (test) => sinkSuite(withoutKills(test), sink, { ...told(import.meta.url), remove: false }),
  caughtBy: 'has what the suite was told, and nothing that it was not',
  message: /told `remove: false`, and the sink has a remove\(\)\n {2}→ Tell the suite `remove: true`/,
};
