import type { Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';

// Beside the smaller half of Zod, its messages.
z.config(en());

/** A schema of options, all of which may be left out, with the JSON Schema that gives completion in the rc file. */
export function optionsSchema<Output>(object: z.ZodMiniType<Output>): Schema<Output> {
  const schema = z.prefault(object, {} as never);
  return {
    '~standard': {
      ...(schema['~standard'] as Schema<Output>['~standard']),
      jsonSchema: { input: ({ target }) => z.toJSONSchema(schema, { target, io: 'input' }) },
    },
  };
}
