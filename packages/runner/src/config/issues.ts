import type { JsonObject, SchemaIssue } from '@bowerbird/core';
import { closest, unknownField } from './suggest.ts';

/** What is wrong with a value, at one place in it. */
export interface Described {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

// What Zod says beyond Standard Schema. All of it may be absent: issues come from any library, and from any version of Zod.
interface Issue extends SchemaIssue {
  readonly code?: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly issues?: readonly Issue[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly divisor?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/**
 * Issues of a schema as sentences with the expected and the received value.
 * @param value what was checked, as the user wrote it
 * @param jsonSchema of the value: names the fields that are known
 */
export function describeIssues(
  issues: readonly SchemaIssue[],
  value: unknown,
  jsonSchema?: JsonObject,
): readonly Described[] {
  return issues.flatMap((issue) => describeIssue(issue, keysOf(issue), value, jsonSchema));
}

function describeIssue(
  issue: Issue,
  path: readonly (string | number)[],
  root: unknown,
  jsonSchema: JsonObject | undefined,
): readonly Described[] {
  const value = valueAt(root, path);
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    const known = knownFields(jsonSchema, path);
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownField(key, known) }));
  }
  if (issue.code === 'invalid_union' && issue.errors && issue.errors.length > 0) {
    return describeUnion(issue.errors, path, root, jsonSchema);
  }
  if ((issue.code === 'invalid_key' || issue.code === 'invalid_element') && issue.issues?.length) {
    return issue.issues.map((inner) => ({
      path,
      message: `the name is not right: ${sentence(inner, path.at(-1), false)}`,
    }));
  }
  return [{ path, message: sentence(issue, value, isSecret(path)) }];
}

/** The branch that fits best: the one whose issues lie deepest; if none fits at all, what all of them expect. */
function describeUnion(
  branches: readonly (readonly Issue[])[],
  path: readonly (string | number)[],
  root: unknown,
  jsonSchema: JsonObject | undefined,
): readonly Described[] {
  const isStranger = (issue: Issue) =>
    keysOf(issue).length === 0 && /^invalid_(type|value)$/.test(issue.code ?? '');
  const fitting = branches.filter((branch) => !branch.some(isStranger));
  const [best] = fitting.toSorted((a, b) => a.length - b.length);
  if (best)
    return best.flatMap((issue) => describeIssue(issue, [...path, ...keysOf(issue)], root, jsonSchema));
  const expected = [...new Set(branches.flatMap((branch) => branch.filter(isStranger).map(expectation)))];
  const value = valueAt(root, path);
  return [{ path, message: `expected ${either(expected)}, ${received(value, isSecret(path))}` }];
}

function sentence(issue: Issue, value: unknown, secret: boolean): string {
  // The author of a schema knows best: what Zod says by default begins with one of these words.
  const byDefault = issue.code !== 'custom' && /^(Invalid|Too |Unrecognized|Required)/.test(issue.message);
  const expected = byDefault && issue.code ? expectation(issue) : '';
  if (expected) return `expected ${expected}, ${received(value, secret)}${meant(issue, value)}`;
  if (/^expected /i.test(issue.message) && !/received/.test(issue.message)) {
    return `${issue.message}, ${received(value, secret)}`;
  }
  return issue.message;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeName(issue.expected ?? 'something else');
    case 'invalid_value':
    case 'invalid_union':
      return either((issue.values ?? issue.options ?? []).map((value) => JSON.stringify(value)));
    case 'too_small':
      return bound(issue, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return bound(issue, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return formatName(issue);
    default:
      return '';
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  url: 'a URL',
  email: 'an e-mail address',
  date: 'a date, such as 2026-01-31',
  datetime: 'a time, such as 2026-01-31T12:00:00Z',
};

function formatName({ format = '', pattern }: Issue): string {
  return format === 'regex'
    ? `text that matches ${pattern}`
    : (FORMATS[format] ?? `text of the form ${format}`);
}

function bound(issue: Issue, how: string, limit: number | bigint | undefined): string {
  const unit = { string: 'character', array: 'item', set: 'item', map: 'entry' }[issue.origin ?? ''];
  return `${how} ${limit}${unit ? ` ${unit}${limit === 1 ? '' : 's'}` : ''}`;
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'nothing',
  null: 'null',
};

function typeName(type: string): string {
  return TYPES[type] ?? `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function meant(issue: Issue, value: unknown): string {
  const words = (issue.values ?? issue.options ?? []).filter((word) => typeof word === 'string');
  const found = typeof value === 'string' ? closest(value, words) : undefined;
  return found === undefined ? '' : `; did you mean ${JSON.stringify(found)}?`;
}

const LONGEST = 60;

/** `received "5"`: the value as JSON, cut where it is long, without secrets. */
export function received(value: unknown, secret = false): string {
  if (value === undefined) return 'but there is none';
  if (isReference(value)) return `received the value of ${JSON.stringify(value)}`;
  if (secret && typeof value === 'string') return 'received a text that is not shown';
  const text = JSON.stringify(value, hideSecret) ?? String(value);
  return `received ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`;
}

function isReference(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${env:');
}

// A key that was written into the file instead of `${env:…}` must not reach a log either.
const SECRET = /key$|token$|secret|passw|credential|authorization/i;

function isSecret(path: readonly (string | number)[]): boolean {
  return path.some((key) => SECRET.test(String(key)));
}

function hideSecret(key: string, value: unknown): unknown {
  return SECRET.test(key) && typeof value === 'string' && !isReference(value) ? '…' : value;
}

function either(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? 'something else';
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function keysOf(issue: SchemaIssue): (string | number)[] {
  return (issue.path ?? []).map((part) => {
    const key = typeof part === 'object' ? part.key : part;
    return typeof key === 'number' ? key : String(key);
  });
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), value);
}

function knownFields(
  jsonSchema: JsonObject | undefined,
  path: readonly (string | number)[],
): readonly string[] {
  const at = path.reduce<unknown>((schema, key) => {
    if (!isRecord(schema)) return undefined;
    return typeof key === 'number'
      ? schema.items
      : isRecord(schema.properties)
        ? schema.properties[key]
        : undefined;
  }, jsonSchema);
  return isRecord(at) && isRecord(at.properties) ? Object.keys(at.properties) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}
