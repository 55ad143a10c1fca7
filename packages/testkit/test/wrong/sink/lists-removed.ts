import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'lists-removed',
  summary: 'Remembers the ids, and does not forget them.',
  async create(_, home) {
    const right = rightSink(home);
    const ids = new Set((await new Corpus(home).load()).keys());
    return {
      ...right,
      async write(documents) {
        await right.write(documents);
        for (const { id } of documents) ids.add(id);
      },
      async *ids() {
        yield* ids;
      },
    };
  },
});

export default sink;

export const wrong: Wrong = {
  about: 'ids() lists what was removed',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'removes documents',
  message:
    /after a and c were removed, ids\(\) lists other ids\n {2}→ Let remove\(\) take exactly these documents out, .*forget them in whatever index/,
};
