import { defineTransform } from '@bowerbird/core';
import type { Guess } from '../language-worker.ts';
import { languageOptions } from './options.ts';

const WORKER = new URL(import.meta.resolve('#language'));

/** Tells the language of documents, where it is certain enough. */
export const language = defineTransform({
  name: 'language',
  summary: 'Detects the language of documents whose source does not declare one, where it is certain enough.',
  options: languageOptions,
  create: ({ minConfidence, overwrite }) => ({
    async transform(document, { compute }) {
      if (document.language !== undefined && !overwrite) return [document];
      const guess = await compute<Guess | undefined>(WORKER, document.text);
      if (!guess || guess.confidence < minConfidence) return [document];
      const { language, confidence } = guess;
      const metadata = { ...document.metadata, languageConfidence: confidence };
      return [{ ...document, language, metadata }];
    },
  }),
});
