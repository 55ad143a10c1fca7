import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'identify() changes the request that it is given',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        identify: (request) =>
          Object.assign(request, { topic: request.topic.toLowerCase().replace('/t/', '/T/') }),
      },
      forumSuite,
    ),
  caughtBy: 'names the documents of https://forum.example/t/1',
  message: /identify\(\) changes what it is given[\s\S]*Make a new object/,
};
