import { createSocket } from 'node:dgram';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it asks by UDP, past the context',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          async collect({ topic }) {
            createSocket('udp4').close();
            return [{ id: topic, text: 'Hello.' }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /a UDP socket was opened, and not by the context[\s\S]*Use context\.fetch/,
};
