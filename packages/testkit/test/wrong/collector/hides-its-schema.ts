import { z } from 'zod';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const request = z
  .object({
    topic: z.string().transform((topic) => new URL(topic).href),
    comments: z.boolean().default(true),
  })
  .and(z.custom<object>());

export const wrong: Wrong = {
  about: 'the request cannot be written down as JSON Schema',
  run: (test) => collectorSuite(test, { ...forum, request } as never, forumSuite),
  caughtBy: 'writes its request down as JSON Schema',
  message: /its request cannot be written down as JSON Schema[\s\S]*jsonSchema: false/,
};
