import type { JsonValue, KeyGenerator } from '@bowerbird/core';
import { ensure, show } from '../frame/ensure.ts';
import { forAll } from '../frame/for-all.ts';
import { reversed } from '../frame/json.ts';
import type { Check } from '../frame/suite.ts';
import { json, withUndefined } from './identities.ts';
import type { MakeGenerator } from './options.ts';

const CANONICAL =
  'Make the key of canonical JSON (RFC 8785): fields sorted at every depth, numbers as JSON.stringify writes them.';

const BY_UNITS = `${CANONICAL} Compare names as UTF-16 units, as sort() does by itself, and not by localeCompare(), to which two names may be one.`;

/** Adds the tests that what is the same has one key. */
export function checkSame(check: Check, make: MakeGenerator): void {
  check('does not depend on the order of fields', async () => {
    const generator = await make();
    const nested = { b: { d: 1, c: [{ f: 2, e: 3 }] }, a: 4, '10': 5, '9': 6 };
    ensureOne(generator, nested, reversed(nested), CANONICAL);
    // Two names that a comparison by language takes for one.
    const alike = { 'caf\u00e9': 1, 'cafe\u0301': 2 };
    ensureOne(generator, alike, reversed(alike), BY_UNITS);
    await forAll(json, { runs: 200 }, (value) => ensureOne(generator, value, reversed(value), CANONICAL));
  });
  check('takes a field that is undefined for absent', async () => {
    const generator = await make();
    const absent = 'Leave out fields that are `undefined`, at every depth, as JSON.stringify does.';
    ensureOne(generator, { a: 1 }, { a: 1, b: undefined }, absent);
    await forAll(json, { runs: 200 }, (value) => ensureOne(generator, value, withUndefined(value), absent));
  });
  check('knows one zero, and each number once', async () => {
    const generator = await make();
    ensureOne(generator, { a: 0 }, { a: -0 }, 'JSON has one zero: write numbers as JSON.stringify does.');
    ensureOne(generator, 1e21, 1_000_000_000_000_000_000_000, CANONICAL);
  });
}

function ensureOne(generator: KeyGenerator, one: JsonValue, other: JsonValue, remedy: string): void {
  const [first, second] = [one, other].map((identity) => generator({ collector: 'web', identity }));
  ensure(
    first === second,
    `one identity has two keys, written ${written(one)} and ${written(other)}: ${show(first)} and ${show(second)}`,
    remedy,
  );
}

/** As JSON, and what JSON does not tell. */
function written(value: JsonValue): string {
  const told = JSON.stringify(value, (_, field: unknown) =>
    field === undefined ? '(undefined)' : Object.is(field, -0) ? '(-0)' : field,
  );
  return told.length > 200 ? `${told.slice(0, 200)}…` : told;
}
