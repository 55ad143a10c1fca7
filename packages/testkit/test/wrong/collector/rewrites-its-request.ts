import { z } from 'zod';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const request = z.object({
  topic: z.string().overwrite((topic) => `${topic}?raw`),
  comments: z.boolean().default(true),
});

export const wrong: Wrong = {
  about: 'the schema changes what it has changed already',
  run: (test) => collectorSuite(test, { ...forum, request } as never, forumSuite),
  caughtBy: 'makes a request of https://forum.example/t/1',
  message: /does not read its own output unchanged[\s\S]*change nothing that it has changed once/,
};
