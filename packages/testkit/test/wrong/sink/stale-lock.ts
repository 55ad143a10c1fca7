import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'stale-lock',
  summary: 'Takes a lock, and gives it back when it is closed.',
  async create(_, home) {
    const lock = join(home.base, `${home.pipeline}.lock`);
    await writeFile(lock, `${process.pid}`, { flag: 'wx' }).catch((cause) => {
      throw new Error(`process ${process.pid} or another writes here: ${lock} is there`, { cause });
    });
    return { ...rightSink(home), close: () => rm(lock) };
  },
});

export default sink;

export const wrong: Wrong = {
  about: 'the lock of a killed process locks everybody out',
  run: (test) => sinkSuite(test, sink, { ...told(import.meta.url), exclusive: true }),
  caughtBy: 'after kill -9 holds whole batches, and all that it acknowledged (1 of 4)',
  message:
    /create\(\) after kill -9 has rejected with .*\n {2}→ Let the next instance go on where the killed one stopped: .*take over the lock/,
};
