import { defineTransform } from '@bowerbird/core';
import type { Redacted, RedactInput } from '../redact-worker.ts';
import { redactOptions } from './options.ts';

const WORKER = new URL(import.meta.resolve('#redact'));

/** Hides personal data and secrets behind placeholders. */
export const redact = defineTransform({
  name: 'redact',
  summary:
    'Hides mail addresses, phone, card and account numbers, keys and own patterns behind placeholders.',
  options: redactOptions,
  create: (options) => ({
    async transform(document, { compute, log }) {
      const input: RedactInput = { document, options };
      const { document: redacted, found } = await compute<Redacted>(WORKER, input);
      if (found.length === 0) return [document];
      if (!options.report) return [redacted];
      const counts = found.map(({ type, count }) => `${count} × ${type}`).join(', ');
      log(`${document.id}: would hide ${counts}`, { id: document.id, found });
      return [document];
    },
  }),
});
