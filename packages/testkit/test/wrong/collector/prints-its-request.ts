import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'identify() turns the request into a text, in the order of its fields',
  run: (test) =>
    collectorSuite(test, { ...forum, identify: (request) => JSON.stringify(request) }, forumSuite),
  caughtBy: 'names the documents of https://forum.example/t/1',
  message: /identify\(\) depends on the order of the fields[\s\S]*do not turn the request into a text/,
};
