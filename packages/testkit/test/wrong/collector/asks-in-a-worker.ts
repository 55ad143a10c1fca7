import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

const MODULE = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { connect } from 'node:net';
    export default () => new Promise((resolve) => connect(9, '127.0.0.1').on('error', () => resolve('nothing')));
  `)}`,
);

export const wrong: Wrong = {
  about: 'what it computes goes to the network',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => [
            { id: topic, text: await context.compute<string>(MODULE, null) },
          ],
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /a socket was opened in a worker: fetch with context\.fetch, outside of it/,
};
