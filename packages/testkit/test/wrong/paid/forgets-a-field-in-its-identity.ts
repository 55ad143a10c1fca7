import { suiteOf } from '../../fixtures/wrong-transcriber.ts';
import type { Wrong } from '../wrong.ts';

export const wrong: Wrong = {
  about: 'the identity leaves out a field that decides the documents',
  run: (test) => suiteOf(test, () => ({}), { identify: ({ audio }) => audio }),
  caughtBy: 'keeps what differs apart, from order to documents',
  message:
    /identify\(\) gives .* one identity, and their documents differ\n {2}→ Name all that decides the documents/,
};
