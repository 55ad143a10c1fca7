import { writeFileSync } from 'node:fs';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'tears-when-it-removes',
  summary: 'Replaces the file whole, and rewrites it in its place to remove.',
  create: (_, home) => ({
    ...rightSink(home),
    async remove(ids) {
      const corpus = new Corpus(home);
      const held = await corpus.load();
      for (const id of ids) held.delete(id);
      writeFileSync(corpus.path, JSON.stringify([...held.values()]));
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'a kill in the middle of a removal loses everything',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'after kill -9 of a removal holds the others whole (1 of 2)',
  message: /of a removal.*\n.*SyntaxError.*\n {2}→ .*Never change in place what is there/,
};
