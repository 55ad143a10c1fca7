import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import { REQUEST_FIELDS } from './schemas.ts';

type JsonSchema = Readonly<Record<string, unknown>>;
type Standard = StandardSchemaWithJSON['~standard'];

const REQUEST = /^collector\.(.*)\.request$/;
// A source is given as one, and what comes of its bytes is not asked for.
const OF_SOURCES = ['url', 'path', 'sha256'];
// What has a structure is found by the collector itself.
const PLAIN = ['string', 'number', 'integer', 'boolean', 'array'];

/**
 * What the requests of all collectors that are loaded can have, from the JSON Schema of the rc file, in a few words: the full schemas are
 * longer than all tools, and each question of a model carries them.
 */
export function requestFields({ $defs }: JsonSchema): string {
  const all = Object.entries(($defs ?? {}) as JsonSchema).flatMap(([id, definition]) => {
    const [, collector] = REQUEST.exec(id) ?? [];
    if (collector === undefined) return [];
    const { properties = {} } = definition as { readonly properties?: Readonly<Record<string, JsonSchema>> };
    const names = Object.entries(properties).flatMap(([name, schema]) => fieldOf(name, schema) ?? []);
    return names.length > 0 ? [{ collector, names: names.join(', ') }] : [];
  });
  const groups = Map.groupBy(all, ({ names }) => names);
  return [...groups.values()]
    .map((group) => `${group.map(({ collector }) => collector).join(', ')}: ${group[0]?.names}`)
    .join('; ');
}

function fieldOf(name: string, { type = 'string', enum: values }: JsonSchema): string | undefined {
  if (OF_SOURCES.includes(name) || !PLAIN.includes(String(type))) return undefined;
  return Array.isArray(values) ? `${name} (${values.join('|')})` : name;
}

/**
 * A schema whose JSON Schema says no more than it has to. `$schema` is the default of the protocol.
 * @param fields what stands for {@link REQUEST_FIELDS}
 */
export function lean(schema: z.ZodObject, fields = () => REQUEST_FIELDS): StandardSchemaWithJSON {
  const standard = schema['~standard'] as Standard;
  const shorten =
    (convert: Standard['jsonSchema']['input']): typeof convert =>
    (options) => {
      const { $schema: _, ...rest } = convert(options);
      return shortened(rest, fields) as typeof rest;
    };
  const { input, output } = standard.jsonSchema;
  return { '~standard': { ...standard, jsonSchema: { input: shorten(input), output: shorten(output) } } };
}

function shortened(value: unknown, fields: () => string): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => shortened(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      // Anything may be there: said as `true`, for readers to whom an empty schema looks like a mistake.
      if (key === 'additionalProperties' && isEmpty(inner)) return [key, true];
      if (key === 'description' && inner === REQUEST_FIELDS) return [key, `${inner}. ${fields()}`];
      return [key, shortened(inner, fields)];
    }),
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
