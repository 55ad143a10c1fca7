import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'lower-cases',
  summary: 'Takes ids for URLs, and URLs for case-insensitive.',
  create: (_, home) => ({
    ...rightSink(home),
    async write(documents) {
      const corpus = new Corpus(home);
      const held = await corpus.load();
      for (const document of documents) {
        const id = document.id.toLowerCase();
        held.set(id, { ...document, id });
      }
      await corpus.save(held.values());
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'ids are lower-cased',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'keeps ids as they are, whatever they are',
  message: /ids\(\) lists other ids than were written\n {2}→ Take the id as it is: no other case/,
};
