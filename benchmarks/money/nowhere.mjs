import { defineSink } from '@bowerbird/core';

/** Documents are not what is measured. */
export const nowhere = defineSink({
  name: 'nowhere',
  summary: 'Writes nothing.',
  create: () => ({ async write() {}, async close() {} }),
});
