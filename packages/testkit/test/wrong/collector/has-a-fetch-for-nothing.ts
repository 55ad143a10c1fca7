import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the case has a network that is not asked',
  run: (test) =>
    collectorSuite(
      test,
      { ...forum, create: () => ({ collect: async ({ topic }) => [{ id: topic, text: 'Hello.' }] }) },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'knows what a status means for https://forum.example/t/1',
  message: /asks context\.fetch for nothing[\s\S]*Leave `fetch` out of the case/,
};
