import { show } from '../frame/ensure.ts';
import { throughJson } from '../frame/json.ts';
import type { Kept } from './options.ts';

// Around the first character that differs.
const EXCERPT = 40;

/** In what the documents that are there differ from those that should be, in words, or `undefined`. */
export function findDifference(found: readonly Kept[], expected: readonly Kept[]): string | undefined {
  const there = new Map(found.map((one) => [one.id, one]));
  if (there.size < found.length) {
    const twice = found.find(({ id }, index) => found.findIndex((other) => other.id === id) < index);
    return `there are two documents with the id ${show(twice?.id)}`;
  }
  const wanted = new Map(expected.map((one) => [one.id, one]));
  for (const [id, want] of wanted) {
    const have = there.get(id);
    if (have === undefined) return `the document ${show(id)} is not there (${show([...there.keys()])} are)`;
    const difference = differenceOf(throughJson(have), throughJson(want), '');
    if (difference !== undefined) return `${show(id)} came back otherwise: ${difference}`;
  }
  const surplus = [...there.keys()].find((id) => !wanted.has(id));
  return surplus === undefined ? undefined : `the document ${show(surplus)} is there, and should not be`;
}

/** Whether both are the same, as JSON. */
export function isSame(one: Kept | undefined, other: Kept | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    differenceOf(throughJson(one), throughJson(other), '') === undefined
  );
}

function differenceOf(have: unknown, want: unknown, path: string): string | undefined {
  const name = path === '' ? 'it' : `its ${path}`;
  if (typeof have === 'string' && typeof want === 'string') return textDifference(have, want, name);
  if (!isObject(have) || !isObject(want) || Array.isArray(have) !== Array.isArray(want))
    return have === want ? undefined : `${name} is ${show(have)}, not ${show(want)}`;
  for (const key of new Set([...Object.keys(want), ...Object.keys(have)])) {
    const difference = differenceOf(have[key], want[key], path === '' ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function textDifference(have: string, want: string, name: string): string | undefined {
  if (have === want) return undefined;
  let at = 0;
  while (at < have.length && have[at] === want[at]) at++;
  const from = Math.max(0, at - EXCERPT / 2);
  const excerpt = (text: string) => JSON.stringify(text.slice(from, from + EXCERPT));
  const lengths = `${have.length} characters, not ${want.length}`;
  return `${name} (${lengths}) is ${excerpt(have)} from character ${from} on, not ${excerpt(want)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
