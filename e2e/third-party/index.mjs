import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineCollector } from '@bowerbird/core';

// No schema library: a request that takes any object is a schema too.
const request = { '~standard': { version: 1, vendor: 'notes', validate: (value) => ({ value }) } };

export default defineCollector({
  name: 'notes',
  summary: 'Collects .note files.',
  revision: 1,
  request,
  accepts: ({ uri, path }) => (uri.endsWith('.note') ? { uri, path } : undefined),
  create: () => ({
    async collect({ uri, path }, context) {
      await context.digest(uri);
      return [{ id: `notes:${path}`, text: await readFile(fileURLToPath(uri), 'utf8') }];
    },
  }),
});
