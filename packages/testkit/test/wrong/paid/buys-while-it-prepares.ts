import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the order goes out with the upload',
  run: (test) =>
    suiteOf(test, (right) => ({
      async prepare(request, context) {
        const state = await right.start({ audio: request.audio }, null, { ...context, idempotencyKey: '' });
        return state.state === 'pending' ? state.operation : null;
      },
      start: async (_, prepared) => ({ state: 'pending', operation: prepared }),
    })),
  caughtBy: 'sends one request to buy https://example.org/talk.mp3',
  message: /prepare\(\) was charged for[\s\S]*free and may be repeated|it was charged before start\(\)/,
};
