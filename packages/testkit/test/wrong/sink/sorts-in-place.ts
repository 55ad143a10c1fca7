import { type Delivered, defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'sorts',
  summary: 'Sorts the batch in place, for a diff that is easy to read.',
  create: (_, home) => ({
    ...rightSink(home),
    write(documents) {
      (documents as Delivered[]).sort((a, b) => (a.id < b.id ? -1 : 1));
      return rightSink(home).write(documents);
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'write() changes what it is given',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'leaves the documents that it is given as they are',
  message: /write\(\) changes the documents that it is given\n {2}→ Make new objects instead/,
};
