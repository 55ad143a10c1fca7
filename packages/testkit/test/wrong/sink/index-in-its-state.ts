import { mkdir } from 'node:fs/promises';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { Corpus, rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'index-in-its-state',
  summary: 'Keeps a list of ids beside the documents, in home.state.',
  create(_, home) {
    const right = rightSink(home);
    const index = new Corpus({ ...home, base: home.state });
    return {
      ...right,
      async write(documents) {
        await right.write(documents);
        await mkdir(home.state, { recursive: true });
        const known = await index.load();
        for (const document of documents) known.set(document.id, document);
        await index.save(known.values());
      },
      async *ids() {
        yield* (await index.load()).keys();
      },
    };
  },
});

export default sink;

export const wrong: Wrong = {
  about: 'its index is in a folder that may be deleted at any time',
  run: (test) => sinkSuite(test, sink, { ...told(import.meta.url), remove: true }),
  caughtBy: 'needs nothing that it has left in its state',
  message:
    /after home\.state was deleted, ids\(\) lists other ids\n {2}→ home\.state may be deleted at any time/,
};
