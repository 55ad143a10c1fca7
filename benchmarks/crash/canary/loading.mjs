// A plugin that gives a secret of the environment away while it is loaded.
import { defineCollector } from '@bowerbird/core';
import { reached } from './reached.mjs';
import { THROWN } from './thrown.mjs';

const secret = process.env[process.env.BB_LOAD ?? ''] ?? '';
const way = process.env.BB_LOAD_WAY ?? '';
reached(`load-${way}`);
if (way in THROWN) throw THROWN[way](secret);

const any = {
  '~standard': {
    version: 1,
    vendor: 'leaky',
    validate: (value) => ({ value }),
    jsonSchema: {
      input: () => ({ type: 'object', properties: { key: { default: way === 'schema' ? secret : '' } } }),
    },
  },
};

export default defineCollector({
  name: 'leaky-loading',
  summary: way === 'summary' ? `Uses the key ${secret}.` : 'Leaks.',
  revision: 1,
  request: any,
  options: any,
  create: () => ({ collect: async () => [] }),
});
