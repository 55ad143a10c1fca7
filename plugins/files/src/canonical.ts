import type { JsonValue } from '@bowerbird/core';

// What a person looks for first comes first; the long fields come last.
const FIRST = [
  'id',
  'title',
  'url',
  'authors',
  'published',
  'modified',
  'language',
  'partOf',
  'kind',
  'start',
  'end',
  'startMs',
  'endMs',
  'locator',
  'pipeline',
  'collector',
  'revision',
  'retrieved',
  'evidence',
];
const LAST = ['metadata', 'provenance', 'text', 'spans'];
const RANKS = new Map([...FIRST.map(first), ...LAST.map(last)]);

/**
 * The same value with the fields of every object in one fixed order and without absent ones, so that equal documents give
 * equal bytes: the order in which a collector happened to build an object says nothing.
 */
export function canonical(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
  }
  // JSON knows no negative zero: the document would come out of a cache with another one.
  return Object.is(value, -0) ? 0 : (value as JsonValue);
}

function first(name: string, index: number): [string, number] {
  return [name, index - FIRST.length];
}

function last(name: string, index: number): [string, number] {
  return [name, index + 1];
}

function rank(name: string): number {
  return RANKS.get(name) ?? 0;
}
