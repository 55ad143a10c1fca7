import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, readJson, rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'appends',
  summary: 'Appends, whether the id is there or not.',
  create: (_, home) => ({
    ...rightSink(home),
    async write(documents) {
      const corpus = new Corpus(home);
      await corpus.save([...(await readJson(corpus.path)), ...documents]);
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'write() appends instead of replacing',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'replaces a document with the same id',
  message:
    /there are two documents with the id "plain:a"\n {2}→ Replace what has the same id, .* an upsert by id/,
};
