import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'empty-batch',
  summary: 'Looks at the first document of each batch.',
  create: (_, home) => ({
    ...rightSink(home),
    async write(documents) {
      if (documents[0]?.provenance.pipeline !== home.pipeline) throw new Error('not of this pipeline');
      await rightSink(home).write(documents);
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'write([]) throws',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'an empty batch changes nothing',
  message: /write\(\) of 0 documents has rejected with .*\n {2}→ Let write\(\[\]\) resolve and do nothing/,
};
