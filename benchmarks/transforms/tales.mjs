// A plugin: a collector of tales that anybody can check, without a network.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineCollector } from '@bowerbird/core';
import { z } from 'zod';

/** The text of a tale: every paragraph says of which tale it is. */
export const textOf = (number) =>
  Array.from(
    { length: 8 },
    (_, part) => `Paragraph ${part} of tale ${number} tells something worth keeping.`,
  ).join('\n\n');

export default defineCollector({
  name: 'tales',
  summary: 'Tells tales.',
  revision: 1,
  request: z.strictObject({ tales: z.optional(z.number()), tale: z.optional(z.number()) }),
  create: (_, { base }) => ({
    async *discover({ tales }) {
      for (let tale = 0; tale < tales; tale++) yield { tale };
    },
    async collect({ tale }) {
      appendFileSync(join(base, 'told.txt'), `${tale}\n`);
      return [{ id: `tale:${tale}`, title: `Tale ${tale}`, text: textOf(tale) }];
    },
  }),
});
