import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'what was read of a body that broke off counts as all of it',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          collect: async ({ topic }, context) => {
            let text = '';
            const response = await bring(`${topic}/raw`, context);
            try {
              for await (const chunk of response.body ?? [])
                text += Buffer.from(chunk as Uint8Array).toString();
            } catch {}
            return [{ id: topic, text }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'takes no fault for an answer of https://forum.example/t/1',
  message:
    /when a body breaks off it should be an error with recovery retry[\s\S]*Let errors of context\.fetch and of reading its body pass/,
};
