import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'find() reads the first page of the list alone',
  run: (test) =>
    suiteOf(test, (right) => ({
      async find(order, prepared, since, context) {
        const first: typeof context.fetch = async (input, init) =>
          String(input).includes('before_id')
            ? Response.json({ transcripts: [] })
            : context.fetch(input, init);
        return right.find?.(order, prepared, since, { ...context, fetch: first });
      },
    })),
  caughtBy: 'finds what many others were bought after',
  message: /find\(\) does not find what 201 others were bought after\n {2}→ Go through the list page by page/,
};
