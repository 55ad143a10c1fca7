import { canonicalJson } from '@bowerbird/cache';
import type { JsonValue } from '@bowerbird/core';

/** A place where two JSON values differ. */
export interface Difference {
  /** As in `speakers[0].name`; empty for the whole. */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly now: JsonValue | undefined;
}

/** Where two JSON values differ: field by field in objects; lists are compared as a whole. */
export function findDifferences(
  before: JsonValue | undefined,
  now: JsonValue | undefined,
  path = '',
): readonly Difference[] {
  if (isObject(before) && isObject(now)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
    return names.flatMap((name) =>
      findDifferences(field(before, name), field(now, name), path === '' ? name : `${path}.${name}`),
    );
  }
  return textOf(before) === textOf(now) ? [] : [{ path, before, now }];
}

const LONGEST = 60;
const MOST = 3;

/** What differs, in words: `"language" is "de" now and was "en"`. */
export function describeDifferences(differences: readonly Difference[]): string {
  const told = differences.slice(0, MOST).map(({ path, before, now }) => {
    const name = path === '' ? 'the request' : JSON.stringify(path);
    return `${name} is ${shown(now)} now and was ${shown(before)}`;
  });
  const more = differences.length - told.length;
  return `${told.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** A value in a sentence. */
export function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined ? '' : canonicalJson(value);
}

/** Only what is the object's own: a request may well have a field "valueOf". */
function field(
  object: { readonly [name: string]: JsonValue | undefined },
  name: string,
): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isObject(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
