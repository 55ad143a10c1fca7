import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'find() takes a page that fails for the last one',
  run: (test) =>
    suiteOf(test, (right) => ({
      async find(order, prepared, since, context) {
        let requests = 0;
        let broken = false;
        const fetch: typeof context.fetch = async (...given) => {
          const response = await context.fetch(...given);
          broken = ++requests > 1 && !response.ok;
          return response;
        };
        return right
          .find?.(order, prepared, since, { ...context, fetch })
          .catch((error: unknown) => (broken ? undefined : Promise.reject(error)));
      },
    })),
  caughtBy: 'finds what many others were bought after',
  message:
    /find\(\) answers undefined when its second request gets status 503\n {2}→ Look at the status of every page/,
};
