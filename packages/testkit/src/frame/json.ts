import { findNotJson, type JsonValue } from '@bowerbird/core';
import { ensure } from './ensure.ts';

/** The value as another process reads it: without what is `undefined`, and without classes. */
export function throughJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/**
 * @param what names the value in the error, as in "its request"
 * @throws {AssertionError} when it is no JSON, or nothing
 */
export function ensureJson(value: unknown, what: string, remedy: string): asserts value is JsonValue {
  const lost = value === undefined ? 'it is undefined' : findNotJson(value);
  ensure(!lost, `${what} is no JSON: ${lost}`, remedy);
}

/** The same JSON with the fields of every object in the opposite order. */
export function reversed(value: JsonValue): JsonValue {
  return mapFields(value, (fields) => fields.reverse());
}

/** The same JSON with the fields of every object changed, from the outside in. */
export function mapFields(
  value: JsonValue,
  change: (fields: [string, JsonValue | undefined][]) => readonly [string, JsonValue | undefined][],
): JsonValue {
  if (Array.isArray(value)) return value.map((item) => mapFields(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const fields = change(Object.entries(value));
  return Object.fromEntries(fields.map(([name, field]) => [name, field && mapFields(field, change)]));
}

/** The value itself, frozen at every depth: what changes it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}
