import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'mixes',
  summary: 'One file for all pipelines.',
  create: (_, home) => rightSink({ ...home, pipeline: 'testkit' }),
});

export default sink;

export const wrong: Wrong = {
  about: 'pipelines share what they hold, so --prune of one removes documents of another',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'lists the ids of its own pipeline alone',
  message: /one lists documents of the other\n {2}→ Keep pipelines apart by home\.pipeline/,
};
