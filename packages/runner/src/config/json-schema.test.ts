import { defineCollector, type JsonObject } from '@bowerbird/core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createRegistry } from '../plugins/registry.ts';
import { PLUGINS, plugin } from './__fixtures__/definitions.ts';
import { configJsonSchema } from './json-schema.ts';

interface Node {
  readonly [key: string]: unknown;
}

const schema = configJsonSchema(createRegistry(PLUGINS)) as Node;

/** What is at a JSON pointer. */
function at(pointer: string, root: Node = schema): unknown {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<unknown>(
    (node, key) => (node as Node)[key.replaceAll('~1', '/').replaceAll('~0', '~')],
    root,
  );
}

function references(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' ? [String(value)] : references(value),
  );
}

test('is a JSON Schema 2020-12 that survives JSON, with references that lead somewhere', () => {
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  for (const reference of references(schema)) expect(at(reference.slice(1)), reference).toBeDefined();
  expect(new Set(references(schema)).size).toBeGreaterThan(10);
});

test('has a description for each field of the rc file', () => {
  expect(Object.keys(at('/properties') as Node)).toEqual([
    '$schema',
    'extends',
    'plugins',
    'use',
    'with',
    'transforms',
    'sinks',
    'concurrency',
    'batchSize',
    'timeout',
    'continueOnError',
    'cache',
    'network',
    'budget',
    'pipelines',
  ]);
  expect(at('/properties/concurrency')).toMatchObject({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: expect.any(String),
  });
  expect(at('/properties/timeout')).toMatchObject({ type: 'string', pattern: expect.stringContaining('ms') });
  expect(schema.additionalProperties).toBe(false);
});

test('completes names, with what they are for, and their options', () => {
  expect(at('/$defs/link/anyOf')).toContainEqual({
    const: 'web',
    description: 'Web pages and local HTML files.',
  });
  expect(at('/$defs/link/anyOf')).toContainEqual({
    type: 'object',
    description: 'Transcripts of recordings.',
    properties: {
      collector: { const: 'transcribe' },
      options: { $ref: '#/$defs/collector.transcribe.options' },
    },
    required: ['collector'],
    additionalProperties: false,
  });
  expect(at('/$defs/collector.transcribe.options')).toMatchObject({
    type: 'object',
    properties: { model: { enum: ['large', 'small'] } },
    required: ['apiKey'],
  });
  const names = (id: string) =>
    (at(`/$defs/${id}/anyOf`) as readonly JsonObject[]).flatMap((one) => one.const ?? []);
  expect(names('sink')).toEqual(['markdown']);
  expect(names('transform')).toEqual(['chunk', 'redact']);
  expect(names('store')).toEqual(['sqlite']);
  expect(names('keys')).toEqual(['sha256']);
  expect(at('/$defs/collectorPolicies/propertyNames')).toEqual({
    enum: ['captions', 'transcribe', 'assemblyai', 'web', 'mail'],
  });
});

test('takes one store or a list of them', () => {
  const [one, list] = at('/properties/cache/properties/store/anyOf') as readonly Node[];
  expect(references(one)).toEqual(['#/$defs/store', '#/$defs/keyvStore']);
  expect(list).toMatchObject({ type: 'array', minItems: 1, items: one });
});

test('completes the fields of requests, and no others', () => {
  expect(at('/$defs/fields')).toMatchObject({ type: 'object', additionalProperties: false });
  expect(Object.keys(at('/$defs/fields/properties') as Node)).toEqual([
    'video',
    'language',
    'kind',
    'file',
    'speakerLabels',
    'url',
    'people',
  ]);
  expect(at('/$defs/fields/properties/kind')).toEqual({
    $ref: '#/$defs/collector.captions.request/properties/kind',
  });
  expect(at('/$defs/fields/properties/language')).toEqual({
    anyOf: [
      { $ref: '#/$defs/collector.captions.request/properties/language' },
      { $ref: '#/$defs/collector.transcribe.request/properties/language' },
    ],
  });
  const [, source, list, ...requests] = at('/$defs/source/anyOf') as readonly Node[];
  expect(source).toMatchObject({
    properties: { source: { type: 'string' }, people: {} },
    required: ['source'],
  });
  expect(list).toMatchObject({ properties: { list: { type: 'string' }, people: {} }, required: ['list'] });
  expect(requests).toContainEqual({
    $ref: '#/$defs/collector.web.request',
    description: 'Web pages and local HTML files.',
  });
});

test('moves the references of a plugin with its schema', () => {
  type Tree = { readonly name: string; readonly below?: readonly Tree[] | undefined };
  const tree: z.ZodType<Tree> = z.object({ name: z.string(), below: z.array(z.lazy(() => tree)).optional() });
  const collector = defineCollector({
    name: 'tree',
    summary: 'Trees.',
    request: tree,
    revision: 1,
    create: () => ({ collect: async () => [] }),
  });
  const { $defs } = configJsonSchema(createRegistry([plugin('t', collector)])) as { readonly $defs: Node };
  expect(references($defs['collector.tree.request'])).toEqual(['#/$defs/collector.tree.request']);
});

test('a schema that its library cannot write down leaves the fields open', () => {
  const collector = defineCollector({
    name: 'dates',
    summary: 'Dates.',
    request: z.object({ day: z.custom<string>(() => true) }),
    revision: 1,
    create: () => ({ collect: async () => [] }),
  });
  const open = configJsonSchema(createRegistry([plugin('d', collector)])) as Node;
  expect(at('/$defs/fields', open)).toMatchObject({ additionalProperties: true });
  expect(at('/$defs/source/anyOf', open)).toContainEqual({ type: 'object' });
  expect(at('/$defs/sink/anyOf', open)).toEqual([false]);
});
