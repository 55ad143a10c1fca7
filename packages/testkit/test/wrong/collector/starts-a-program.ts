import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { collectorSuite } from '../../../src/index.ts';
import { forum, forumSuite } from '../../fixtures/forum.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'it asks a program, past the context',
  run: (test) =>
    collectorSuite(
      test,
      {
        ...forum,
        create: () => ({
          async collect({ topic }) {
            const { stdout } = await promisify(execFile)(process.execPath, ['-p', '1 + 1']);
            return [{ id: topic, text: stdout }];
          },
        }),
      },
      { ...forumSuite, discovers: undefined },
    ),
  caughtBy: 'collects https://forum.example/t/1',
  message: /a program was started, and not by the context[\s\S]*context\.evidence/,
};
