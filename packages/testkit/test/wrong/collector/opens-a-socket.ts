import { get } from 'node:http';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it asks with node:http, past the context',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }) => [
            {
              id: topic,
              text: await new Promise<string>((resolve) =>
                get('http://127.0.0.1:9/', () => resolve('')).on('error', () => resolve('nothing')),
              ),
            },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /a socket was opened, and not by the context[\s\S]*Use context\.fetch/,
};
