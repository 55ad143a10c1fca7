import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'last-one-wins',
  summary: 'Reads what is there once, when it is opened.',
  async create(_, home) {
    const corpus = new Corpus(home);
    const held = await corpus.load();
    const save = () => corpus.save(held.values());
    return {
      ...rightSink(home),
      async write(documents) {
        for (const document of documents) held.set(document.id, document);
        await save();
      },
      async remove(ids) {
        for (const id of ids) held.delete(id);
        await save();
      },
    };
  },
});

export default sink;

export const wrong: Wrong = {
  about: 'of two runs at a time the last one wins',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'keeps what two instances write',
  message:
    /after two instances wrote in turn, .*\n {2}→ Let both share it .*or refuse the second and tell the suite `exclusive: true`/,
};
