import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about:
    'start() buys although what it asked before was not answered, so that nobody knows which answer was whose',
  run: (test) =>
    suiteOf(test, (right, { baseUrl }) => ({
      async start(order, prepared, context) {
        await context.fetch(`${baseUrl}/v2/account`);
        return right.start(order, prepared, context);
      },
    })),
  caughtBy: 'knows what a refusal means for with speakers',
  message: /with status 401 it sends 2 requests\n {2}→ /,
};
