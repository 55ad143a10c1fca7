import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'remove-throws',
  summary: 'Takes an unknown id for a mistake of the caller.',
  create: (_, home) => ({
    ...rightSink(home),
    async remove(ids) {
      const corpus = new Corpus(home);
      const held = await corpus.load();
      for (const id of ids) if (!held.delete(id)) throw new Error(`there is no document ${id}`);
      await corpus.save(held.values());
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'remove() throws for an id that is not there',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'removes documents',
  message:
    /remove\(\["unknown"\]\) has rejected with "?Error: there is no document unknown"?\n {2}→ Pass over ids that it does not hold/,
};
