import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'what an optional request brings is left out whenever it fails',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          async collect({ topic }, context) {
            const text = await (await bring(`${topic}/raw`, context)).text();
            const about = await context.fetch(`${topic}.json`);
            const { title } = about.ok
              ? ((await about.json()) as { readonly title: string })
              : { title: undefined };
            return [{ id: topic, text, ...(title !== undefined && { title }) }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'leaves nothing out when a part of https://forum.example/t/1 fails',
  message:
    /its request 2 alone \(fetch GET \S+\.json\) is answered with status 500 it should be an error with recovery retry, or bring the same[\s\S]*also of what is optional/,
};
