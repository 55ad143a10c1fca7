import { ConfigError } from './errors.ts';
import type { JsonObject } from './json.ts';

/**
 * A schema of any library that follows Standard Schema 1 (https://standardschema.dev): Zod, Valibot, ArkType and others.
 * The JSON Schema half (Standard JSON Schema 1) is used where the library has it: it gives completion in the rc file,
 * field names for `with`, and reference pages.
 */
export interface Schema<Output> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly jsonSchema?: SchemaConverter | undefined;
  };
}

/** The JSON Schema half of a schema. */
export interface SchemaConverter {
  readonly input: (options: { readonly target: 'draft-2020-12' }) => Record<string, unknown>;
}

/** What `validate` of a schema answers. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a value. `path` leads from the value to the place. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * The value as the schema reads it.
 * @param about names the value in the error, as in "request of collector web"
 * @throws {ConfigError} `CONFIG_INVALID` with every issue, path included
 */
export async function validate<Output>(
  schema: Schema<Output>,
  value: unknown,
  about: string,
): Promise<Output> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  throw new ConfigError(
    `${about} is not valid`,
    result.issues.map((issue) => ({ path: issuePath(issue), message: issue.message })),
  );
}

/** The path of an issue as one reads it in a message: `links[0].language`. */
export function issuePath(issue: SchemaIssue): string {
  let path = '';
  for (const part of issue.path ?? []) {
    const key = typeof part === 'object' ? part.key : part;
    path += typeof key === 'number' ? `[${key}]` : path === '' ? String(key) : `.${String(key)}`;
  }
  return path;
}

/** The schema as JSON Schema 2020-12, or `undefined` where its library cannot tell, or not of this schema. */
export function toJsonSchema(schema: Schema<unknown> | undefined): JsonObject | undefined {
  try {
    return schema?.['~standard'].jsonSchema?.input({ target: 'draft-2020-12' }) as JsonObject | undefined;
  } catch {
    // Some schemas cannot be written down, a date of Zod's for one: they still check values.
    return undefined;
  }
}
