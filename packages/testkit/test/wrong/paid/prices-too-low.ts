import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the price leaves out what costs extra',
  run: (test) => suiteOf(test, () => ({ price: async () => ({ most: 0.0001 }) })),
  caughtBy: 'buys https://example.org/talk.mp3',
  message: /and price\(\) said \$0\.0001 at most[\s\S]*a budget holds only if no price is too low/,
};
