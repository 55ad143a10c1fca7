import { defineTransform } from '@bowerbird/core';
import { transformSuite } from '../../../src/transform/transform-suite.ts';
import { letters } from '../../fixtures/letters.ts';
import type { Wrong } from '../wrong.ts';

const transform = defineTransform({
  name: 'detects-language',
  summary: 'Asks a service for the language.',
  create: () => ({
    async transform(document) {
      const response = await fetch('http://127.0.0.1:9/language', {
        method: 'POST',
        body: document.text,
      }).catch(() => undefined);
      return [{ ...document, language: response?.ok ? await response.text() : undefined }];
    },
  }),
});

export const wrong: Wrong = {
  about: 'a transform uses the network',
  run: (test) => transformSuite(test, transform, { cases: letters }),
  caughtBy: 'brings documents: email:1',
  message:
    /the global fetch was called for http.*language, and not by the context\n {2}→ A transform has no network/,
};
