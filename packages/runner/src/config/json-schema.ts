import type { AnyDefinition, JsonObject, Kind } from '@bowerbird/core';
import { toJsonSchema } from '@bowerbird/core';
import * as z from 'zod/mini';
import type { Registry } from '../plugins/registry.ts';
import { isObject } from './place.ts';
import { notes, rcSchema } from './schema.ts';

type JsonSchema = Readonly<Record<string, unknown>>;
type Definitions = Record<string, unknown>;

/**
 * The JSON Schema (2020-12) of the rc file, with the names, options and request fields of everything that is loaded, so that an
 * editor completes and checks them.
 */
export function configJsonSchema(registry: Registry): Record<string, unknown> {
  const schema = z.toJSONSchema(rcSchema, { target: 'draft-2020-12', io: 'input', metadata: notes });
  const definitions: Definitions = { ...schema.$defs };
  refine(definitions, 'link', chooseOf('collector', 'collector', registry, definitions));
  refine(definitions, 'transform', chooseOf('transform', 'use', registry, definitions));
  refine(definitions, 'sink', chooseOf('sink', 'use', registry, definitions));
  refine(definitions, 'store', chooseOf('cache-adapter', 'use', registry, definitions));
  refine(definitions, 'keys', chooseOf('key-generator', 'use', registry, definitions));
  refine(definitions, 'collectorPolicies', {
    propertyNames: { enum: registry.collectors().map(({ name }) => name) },
  });
  addRequests(registry, definitions);
  return { ...schema, title: 'Configuration of Bowerbird', $defs: definitions };
}

/** Replaces what a definition says in general by what is loaded; its description stays. */
function refine(definitions: Definitions, id: string, by: JsonSchema): void {
  const { description, ...general } = definitions[id] as JsonSchema;
  const kept = 'anyOf' in by ? {} : general;
  definitions[id] = { ...(description !== undefined && { description }), ...kept, ...by };
}

/** A name, or an object with a name and its options. */
function chooseOf(kind: Kind, key: string, registry: Registry, definitions: Definitions): JsonSchema {
  const all: readonly AnyDefinition[] = registry.all(kind);
  const names = all.map(({ name, summary }) => ({ const: name, description: summary }));
  const objects = all.map((definition) => {
    const options = embed(
      definitions,
      `${kind}.${definition.name}.options`,
      toJsonSchema(definition.options),
    );
    return {
      type: 'object',
      description: definition.summary,
      properties: {
        [key]: { const: definition.name },
        ...(definition.options && { options: options ?? { type: 'object' } }),
      },
      required: [key],
      additionalProperties: false,
    };
  });
  // Nothing fits where nothing is loaded; an empty anyOf is not allowed.
  return all.length > 0 ? { anyOf: [...names, ...objects] } : { anyOf: [false] };
}

/** The fields of all requests, for `with`; and sources with these fields, or a whole request. */
function addRequests(registry: Registry, definitions: Definitions): void {
  const requests: JsonSchema[] = [];
  const fields = new Map<string, JsonSchema[]>();
  let takesAll = registry.collectors().length === 0;
  for (const { name, request, summary } of registry.collectors()) {
    const schema = toJsonSchema(request);
    const id = `collector.${name}.request`;
    const reference = embed(definitions, id, schema);
    if (!reference || !isObject(schema?.properties)) {
      takesAll = true;
      continue;
    }
    requests.push({ ...reference, description: summary });
    for (const field of Object.keys(schema.properties)) {
      const own = { $ref: `${reference.$ref}/properties/${escapePointer(field)}` };
      fields.set(field, [...(fields.get(field) ?? []), own]);
    }
  }
  const properties = Object.fromEntries(
    [...fields].map(([name, any]) => [name, any.length === 1 ? any[0] : { anyOf: any }]),
  );
  refine(definitions, 'fields', { properties, additionalProperties: takesAll });
  const withFields = (key: string, description: string) => ({
    type: 'object',
    description,
    properties: { ...properties, [key]: { type: 'string' } },
    required: [key],
    additionalProperties: takesAll,
  });
  refine(definitions, 'source', {
    anyOf: [
      { type: 'string', description: 'A URL, a path or a glob.' },
      withFields('source', 'A URL, a path or a glob, with fields of the request.'),
      withFields('list', 'A file with one source a line, with fields of the requests.'),
      ...requests,
      ...(takesAll ? [{ type: 'object' }] : []),
    ],
  });
}

/** Makes the schema of a plugin a definition of ours, and gives the reference to it. */
function embed(
  definitions: Definitions,
  id: string,
  schema: JsonObject | undefined,
): { readonly $ref: string } | undefined {
  if (!schema) return undefined;
  const reference = `#/$defs/${escapePointer(id)}`;
  const { $schema: _, ...body } = schema;
  definitions[id] = moveReferences(body, reference);
  return { $ref: reference };
}

/** References of a schema start at its own root, which is not the root any more. */
function moveReferences(value: unknown, to: string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => moveReferences(item, to));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' && item.startsWith('#')
        ? `${to}${item.slice(1)}`
        : moveReferences(item, to),
    ]),
  );
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
