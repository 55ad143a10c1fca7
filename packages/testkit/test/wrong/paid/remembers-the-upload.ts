import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'start() takes what prepare() left on the instance',
  run: (test) =>
    suiteOf(test, (right) => {
      let address = '';
      return {
        async prepare({ audio }) {
          address = audio;
          return null;
        },
        start: (order, _, context) => right.start({ ...order, audio: address }, null, context),
      };
    }),
  caughtBy: 'sends one request to buy https://example.org/talk.mp3',
  message: /start\(\) does not buy[\s\S]*nothing that an instance remembers/,
};
