import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

let calls = 0;

export const wrong: Wrong = {
  about: 'identify() counts its calls',
  run: (test) =>
    collectorSuite(test, { ...forum, identify: ({ topic }) => `${topic}#${calls++}` }, forumSuite),
  caughtBy: 'names the documents of https://forum.example/t/1',
  message: /identify\(\) answers differently at the second call[\s\S]*no counter/,
};
