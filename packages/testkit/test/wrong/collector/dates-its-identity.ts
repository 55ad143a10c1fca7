import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'identify() names the day',
  run: (test) =>
    collectorSuite(
      test,
      { ...forum, identify: ({ topic, comments }) => [topic, comments, new Date().toDateString()] },
      forumSuite,
    ),
  caughtBy: 'names the documents of https://forum.example/t/1',
  message: /identify\(\) answers differently at another time[\s\S]*no clock/,
};
