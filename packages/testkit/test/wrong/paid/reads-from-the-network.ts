import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'read() asks the provider again',
  run: (test) =>
    suiteOf(test, (right, { baseUrl }) => ({
      async read(answer, request, context) {
        await context.fetch(`${baseUrl}/v2/transcript?limit=1`);
        return right.read(answer, request, context);
      },
    })),
  caughtBy: 'buys with speakers',
  message: /read\(\) asks the network: fetch GET .*\n {2}→ Let poll\(\) bring all that read\(\) needs/,
};
