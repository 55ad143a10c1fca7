import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'every purchase brings a document with the same id',
  run: (test) =>
    suiteOf(
      test,
      (right) => ({
        async read(answer, request, context) {
          const documents = await right.read(answer, request, context);
          return documents.map((document) => ({ ...document, id: 'transcript' }));
        },
      }),
      {},
      { cases: [{ source: 'https://example.org/a.mp3' }, { source: 'https://example.org/b.mp3' }] },
    ),
  caughtBy: 'keeps what differs apart, from order to documents',
  message:
    /both bring a document with the id transcript: in a sink one replaces the other\n {2}→ Make the id of what names the source/,
};
