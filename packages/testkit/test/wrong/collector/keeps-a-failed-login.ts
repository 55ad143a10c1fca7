import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the instance keeps the promise of a login that has failed',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => {
          let login: Promise<Response> | undefined;
          return {
            async collect({ topic }, context) {
              login ??= bring('https://forum.example/latest', context);
              await login;
              return [{ id: topic, text: await (await bring(`${topic}/raw`, context)).text() }];
            },
          };
        },
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'goes on after a failure of https://forum.example/t/1',
  message: /asked again after an abort at use 1 [\s\S]*has failed[\s\S]*no rejected promise/,
};
