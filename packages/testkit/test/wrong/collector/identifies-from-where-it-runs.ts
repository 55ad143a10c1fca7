import { resolve } from 'node:path';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'identify() depends on the folder of the process',
  run: (test) => collectorSuite(test, { ...forum, identify: ({ topic }) => resolve(topic) }, forumSuite),
  caughtBy: 'names the documents of https://forum.example/t/1',
  message:
    /identify\(\) answers differently in another folder, or for another user[\s\S]*Let it use its argument/,
};
