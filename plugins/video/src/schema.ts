import type { Schema } from '@bowerbird/core';
import * as z from 'zod/mini';

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
