import { z } from 'zod';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const request = z.object({
  topic: z.url(),
  comments: z.boolean().default(true),
  since: z.coerce.date().default(new Date(0)),
});

export const wrong: Wrong = {
  about: 'the request holds a Date',
  run: (test) => collectorSuite(test, { ...forum, request } as never, forumSuite),
  caughtBy: 'makes a request of https://forum.example/t/1',
  message: /its request is no JSON: since is a Date[\s\S]*a text for a date/,
};
