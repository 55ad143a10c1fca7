import type { Schema } from '@bowerbird/core';
import { en } from 'zod/locales';
import * as z from 'zod/mini';

// Beside the smaller half of Zod, its messages.
z.config(en());

/** A schema of Zod's smaller half, with the JSON Schema that gives completion in the rc file. */
export function withJsonSchema<Output>(schema: z.ZodMiniType): Schema<Output> {
  const standard = schema['~standard'] as Schema<Output>['~standard'];
  return {
    '~standard': {
      ...standard,
      jsonSchema: { input: ({ target }) => z.toJSONSchema(schema, { target, io: 'input' }) },
    },
  };
}
