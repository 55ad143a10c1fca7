import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'read() puts the day into the documents',
  run: (test) =>
    suiteOf(test, (right) => ({
      async read(answer, request, context) {
        const documents = await right.read(answer, request, context);
        return documents.map((document) => ({
          ...document,
          published: new Date().toISOString().slice(0, 10),
        }));
      },
    })),
  caughtBy: 'buys https://example.org/talk.mp3',
  message: /read\(\) brings other documents at another time[\s\S]*the answer and the request alone/,
};
