import { writeFile } from 'node:fs/promises';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'torn-file',
  summary: 'Writes the file in its place.',
  create: (_, home) => ({
    ...rightSink(home),
    async write(documents) {
      const corpus = new Corpus(home);
      const held = await corpus.load();
      for (const document of documents) held.set(document.id, document);
      await writeFile(corpus.path, JSON.stringify([...held.values()]));
    },
  }),
});

export default sink;

export const wrong: Wrong = {
  about: 'a kill in the middle of a write leaves half a file',
  run: (test) => sinkSuite(test, sink, told(import.meta.url)),
  caughtBy: 'after kill -9 holds whole batches, and all that it acknowledged (1 of 4)',
  message: /kill -9 .*\n.*(?:SyntaxError: Un|is not there).*\n {2}→ .*Never change in place what is there/,
};
