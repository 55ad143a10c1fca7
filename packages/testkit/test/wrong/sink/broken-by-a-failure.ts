import { defineSink } from '@bowerbird/core';
import { sinkSuite } from '../../../src/sink/sink-suite.ts';
import { rightSink, told, withoutKills } from '../../fixtures/corpus.ts';
import type { Wrong } from '../wrong.ts';

const sink = defineSink({
  name: 'broken-by-a-failure',
  summary: 'One write after the other, by a chain of promises.',
  create(_, home) {
    const right = rightSink(home);
    let last = Promise.resolve();
    return {
      ...right,
      write(documents) {
        last = last.then(() => right.write(documents));
        return last;
      },
    };
  },
});

export default sink;

export const wrong: Wrong = {
  about: 'after a failed write every other one fails, too',
  run: (test) => sinkSuite(withoutKills(test), sink, told(import.meta.url)),
  caughtBy: 'keeps nothing of a batch that it cannot write, and goes on (a full disk)',
  message:
    /write\(\) has rejected after a batch had failed: .*EFBIG.*\n {2}→ Let the instance go on after a failed write/,
};
