import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'create() starts a timer that nobody stops',
  run: (test) => {
    const timers: NodeJS.Timeout[] = [];
    collectorSuite(
      (name, run) => test(name, () => run().finally(() => timers.forEach(clearInterval))),
      {
        ...forum,
        create: (options, home) => {
          timers.push(setInterval(() => {}, 1000));
          return forum.create(options, home);
        },
      },
      forumSuite,
    );
  },
  caughtBy: 'leaves nothing behind after https://forum.example/t/1',
  message: /it is closed, and still keeps the process alive: Timeout[\s\S]*Let close\(\) clear its timers/,
};
