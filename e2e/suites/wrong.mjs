import { defineCollector } from '@bowerbird/core';
import { collectorSuite, replies } from '@bowerbird/testkit';

const request = { '~standard': { version: 1, vendor: 'here', validate: (value) => ({ value }) } };

const wrong = defineCollector({
  name: 'wrong',
  summary: 'Reads whatever is answered.',
  revision: 1,
  request,
  accepts: ({ uri }) => (uri.startsWith('https:') ? { url: uri } : undefined),
  create: () => ({
    collect: async ({ url }, context) => [{ id: url, text: await (await context.fetch(url)).text() }],
  }),
});

/** A suite that must fail. */
export function suites(test) {
  collectorSuite(test, wrong, {
    jsonSchema: false,
    cases: [{ source: 'https://example.org/', fetch: replies({ 'https://example.org/': 'Hello.' }) }],
  });
}
