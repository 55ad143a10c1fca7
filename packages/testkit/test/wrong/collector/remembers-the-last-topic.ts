import type { CollectContext } from '@bowerbird/core';
import { collectorSuite } from '../../../src/index.ts';
import { bring, forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

class Remembering {
  #topic = '';

  async collect({ topic }: { readonly topic: string }, context: CollectContext) {
    this.#topic = topic;
    const text = await (await bring(`${topic}/raw`, context)).text();
    return [{ id: this.#topic, text }];
  }
}

export const wrong: Wrong = {
  about: 'what it collects stands on the instance',
  run: (test) =>
    collectorSuite(
      test,
      { ...forum, create: () => new Remembering() },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects several at once as it does each alone',
  message:
    /several calls at once on one instance brought other documents[\s\S]*Keep nothing of a call on the instance/,
};
