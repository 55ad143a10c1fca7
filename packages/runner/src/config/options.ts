import {
  type AnyDefinition,
  type CollectorDefinition,
  isPaid,
  type Schema,
  type SchemaResult,
  toJsonSchema,
} from '@bowerbird/core';
import canonicalize from 'canonicalize';
import { kindWord, type Registry } from '../plugins/registry.ts';
import type { CheckContext } from './context.ts';
import { isObject, Place } from './place.ts';
import type { Configured } from './types.ts';

/** A variable that options refer to. */
export const REFERENCE = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * A definition with the options that the rc file gives it.
 * @param place of the options
 * @returns `undefined` where the options are wrong, after reporting it
 */
export async function configure<D extends AnyDefinition>(
  definition: D,
  written: unknown,
  place: Place,
  context: CheckContext,
): Promise<Configured<D> | undefined> {
  const identity = identityOf(definition, written);
  const schema: Schema<unknown> | undefined = definition.options;
  if (schema === undefined) {
    const isEmpty = written === undefined || (isObject(written) && Object.keys(written).length === 0);
    if (isEmpty) return { definition, options: undefined, identity };
    place.report(`the ${kindWord(definition.kind)} ${JSON.stringify(definition.name)} has no options`);
    return undefined;
  }
  const found = place.problems.length;
  const resolved = resolveReferences(written, place, context);
  const result = await readOptions(schema, resolved);
  if (result.issues === undefined) {
    return place.problems.length === found ? { definition, options: result.value, identity } : undefined;
  }
  reportIssues(result.issues, written, schema, place, context);
  return undefined;
}

/** The free collectors that need no options: what a pipeline without `use` has. */
export async function freeCollectors(
  registry: Registry,
): Promise<readonly Configured<CollectorDefinition>[]> {
  const free: Configured<CollectorDefinition>[] = [];
  for (const definition of registry.collectors()) {
    if (isPaid(definition)) continue;
    const identity = identityOf(definition, undefined);
    if (!definition.options) free.push({ definition, options: undefined, identity });
    else {
      const result = await readOptions(definition.options, undefined);
      if (result.issues === undefined) free.push({ definition, options: result.value, identity });
    }
  }
  return free;
}

/** A copy with the values of the variables that it refers to. What is not set stays as it is, and is a problem. */
export function resolveReferences(value: unknown, place: Place, context: CheckContext): unknown {
  if (typeof value === 'string') return resolveText(value, place, context);
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => resolveReferences(item, place.at(index), context));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolveReferences(item, place.at(key), context)]),
  );
}

function resolveText(text: string, place: Place, context: CheckContext): string {
  if (!text.includes('${env:')) return text;
  if (text.replaceAll(REFERENCE, '').includes('${env:')) {
    place.report(`expected \${env:NAME} with the name of a variable: letters, digits and "_"`);
    return text;
  }
  return text.replaceAll(REFERENCE, (reference, name: string) => {
    const value = context.variable(name);
    if (value) {
      context.secrets.set(value, name);
      return value;
    }
    const state = value === undefined ? 'not set' : 'empty';
    place.report(
      `expected a string, but the variable ${name} is ${state}; set it in the environment or in the .env beside this file`,
    );
    return reference;
  });
}

// Schemas differ in how they read "no options": as nothing, or as an object with defaults.
async function readOptions(schema: Schema<unknown>, options: unknown): Promise<SchemaResult<unknown>> {
  try {
    const result = await schema['~standard'].validate(options);
    if (options !== undefined || result.issues === undefined) return result;
    return await schema['~standard'].validate({});
  } catch (error) {
    return {
      issues: [{ message: `its schema fails: ${error instanceof Error ? error.message : String(error)}` }],
    };
  }
}

function reportIssues(
  issues: NonNullable<SchemaResult<unknown>['issues']>,
  written: unknown,
  schema: Schema<unknown>,
  place: Place,
  context: CheckContext,
): void {
  const about = new Place([], place.path, place.pipeline);
  about.reportIssues(issues, written, toJsonSchema(schema));
  for (const problem of about.problems) {
    // A variable that is not set is one problem, and not also a text of the wrong form.
    if (place.problems.some((known) => known.path === problem.path)) continue;
    place.problems.push({ ...problem, message: scrub(problem.message, context.secrets) });
  }
}

function scrub(message: string, secrets: ReadonlyMap<string, string>): string {
  return [...secrets].reduce((text, [value, name]) => text.replaceAll(value, `\${env:${name}}`), message);
}

function identityOf({ kind, name }: AnyDefinition, written: unknown): string {
  return canonicalize({ kind, name, options: written ?? null }) ?? `${kind} ${name}`;
}
