import {
  type AnyDefinition,
  findDefinitionProblem,
  type JsonObject,
  type Schema,
  toJsonSchema,
  validate,
} from '@bowerbird/core';
import { ensure, show } from './ensure.ts';
import type { Check } from './suite.ts';

/** What every suite of a definition takes. */
export interface DefinitionOptions {
  /** The options to make instances with, as they stand in an rc file. */
  readonly options?: unknown;
  /**
   * `false`: its schemas have no JSON Schema half, so the rc file gets no completion for them. Then they must have none.
   * Where one of them has it: `{ request: false }` or `{ options: false }`.
   */
  readonly jsonSchema?: boolean | { readonly request?: boolean; readonly options?: boolean } | undefined;
}

/** Adds the tests that all definitions share: shape, name, schemas, options. */
export function checkDefinition(check: Check, definition: AnyDefinition, given: DefinitionOptions): void {
  checkShape(check, definition, given);
  check('takes the options of this suite', async () => {
    await optionsOf(definition, given.options);
  });
}

/** Adds the tests of shape, name and schemas. */
export function checkShape(
  check: Check,
  definition: AnyDefinition,
  given: Pick<DefinitionOptions, 'jsonSchema'>,
): void {
  check('is a definition', async () => {
    const problem = findDefinitionProblem(definition);
    ensure(
      problem === undefined,
      `it is no definition: ${problem}`,
      'Make it with defineCollector() or another define…() of @bowerbird/core, and export it by default.',
    );
    ensure(
      !definition.summary.includes('\n') && definition.summary.length <= 120,
      `its summary is no single line of at most 120 characters: ${show(definition.summary)}`,
      'Say in one line what it brings; `bowerbird plugins` shows it in a table.',
    );
  });
  const schemas: { readonly request?: Schema<unknown>; readonly options?: Schema<unknown> | undefined } = {
    ...(definition.kind === 'collector' && { request: definition.request }),
    options: definition.options,
  };
  const { jsonSchema = true } = given;
  for (const name of ['request', 'options'] as const) {
    const schema = schemas[name];
    const expected = typeof jsonSchema === 'boolean' ? jsonSchema : (jsonSchema[name] ?? true);
    if (schema)
      check(`writes its ${name} down as JSON Schema`, async () => checkJsonSchema(name, schema, expected));
  }
}

/** The given options as the definition's schema reads them. */
export async function optionsOf(definition: AnyDefinition, given: unknown): Promise<unknown> {
  if (definition.options)
    return validate(definition.options, given ?? {}, `options of ${definition.kind} ${definition.name}`);
  ensure(
    given === undefined,
    `the suite was given options (${show(given)}), and the definition takes none`,
    'Give the definition a schema under `options`, or leave them out of the suite.',
  );
  return undefined;
}

function checkJsonSchema(name: string, schema: Schema<unknown>, expected: boolean): void {
  const written = resolved(toJsonSchema(schema));
  if (!expected) {
    ensure(
      written === undefined,
      `the suite was told that there is no JSON Schema, and the ${name} has one`,
      'Leave `jsonSchema: false` out of the suite, or say of which alone it has none: `{ request: false }`, `{ options: false }`.',
    );
    return;
  }
  ensure(
    written !== undefined,
    `its ${name} cannot be written down as JSON Schema, so the rc file gets no completion and \`with\` cannot be checked`,
    `Use a library with Standard JSON Schema, such as Zod 4.2, and no transforms or dates in the schema; or tell the suite jsonSchema: false, or of it alone jsonSchema: { ${name}: false }.`,
  );
  ensure(
    written.type === 'object' ||
      written.anyOf !== undefined ||
      written.oneOf !== undefined ||
      written.allOf !== undefined,
    `its ${name} is no object but ${show(written.type)}`,
    'Make the schema that of an object: fields in the rc file have names.',
  );
}

/** What stands behind a reference at the top, as schemas that contain themselves have it. */
function resolved(schema: JsonObject | undefined): JsonObject | undefined {
  const name = /^#\/\$defs\/([^/]+)$/.exec(String(schema?.$ref))?.[1];
  const definitions = schema?.$defs as Readonly<Record<string, JsonObject>> | undefined;
  return (name !== undefined && definitions?.[name]) || schema;
}
