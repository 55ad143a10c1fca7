import { type Delivered, defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'truncates',
  summary: 'Begins with an empty corpus.',
  create(_, home) {
    const held = new Map<string, Delivered>();
    return {
      ...rightSink(home),
      async write(documents) {
        for (const document of documents) held.set(document.id, document);
        await new Corpus(home).save(held.values());
      },
    };
  },
});

export default sink;

export const wrong: Wrong = {
  about: 'an instance forgets what an earlier one has written',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'holds what was written, also after it was opened again',
  message:
    /after another instance wrote on the same home, the document "plain:a" is not there .*\n {2}→ Open what is there and add to it/,
};
