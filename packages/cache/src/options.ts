import type { Schema } from '@bowerbird/core';
import bytes from 'bytes';

/** One option: its JSON Schema, and how it is read. */
interface Option {
  readonly schema: Readonly<Record<string, unknown>>;
  /** The value as `create()` gets it; `undefined`: it is no such value. */
  read(value: unknown): unknown;
  readonly expected: string;
}

/** A folder. */
export function directory(description: string): Option {
  return {
    schema: { type: 'string', minLength: 1, description },
    read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
    expected: 'expected the path of a folder',
  };
}

/** `true` or `false`. */
export function flag(description: string): Option {
  return {
    schema: { type: 'boolean', description },
    read: (value) => (typeof value === 'boolean' ? value : undefined),
    expected: 'expected true or false',
  };
}

const SIZE = /^\d+(?:\.\d+)? ?[kKmMgG]?[bB]$/;
const LEAST = 64 * 1024;

/** A size with a unit, read as bytes. */
export function size(description: string): Option {
  return {
    schema: { type: 'string', pattern: SIZE.source, description },
    read(value) {
      if (typeof value !== 'string' || !SIZE.test(value)) return undefined;
      const amount = bytes.parse(value);
      return amount !== null && amount >= LEAST ? amount : undefined;
    },
    expected: 'expected a size with a unit, from 64kb on, such as 500mb',
  };
}

/** The schema of options. Written out here: a handful of options is no reason for a schema library. */
export function optionsSchema<Options>(options: Readonly<Record<string, Option>>): Schema<Options> {
  const properties = Object.fromEntries(Object.entries(options).map(([name, { schema }]) => [name, schema]));
  return {
    '~standard': {
      version: 1,
      vendor: 'bowerbird',
      validate(value = {}) {
        if (typeof value !== 'object' || value === null || Array.isArray(value))
          return { issues: [{ message: 'expected an object' }] };
        const read = Object.entries(value).flatMap(([name, field]) =>
          field === undefined ? [] : [readOption(options[name], name, field)],
        );
        const issues = read.flatMap(({ issue }) => issue ?? []);
        if (issues.length > 0) return { issues };
        return { value: Object.fromEntries(read.map(({ name, field }) => [name, field])) as Options };
      },
      jsonSchema: {
        input: () => ({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          properties,
          additionalProperties: false,
        }),
      },
    },
  };
}

function readOption(option: Option | undefined, name: string, value: unknown) {
  const field = option?.read(value);
  const message = option ? option.expected : 'there is no such option';
  return { name, field, issue: field === undefined ? { message, path: [name] } : undefined };
}
