import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@bowerbird/core';
import fc from 'fast-check';
import { mapFields } from '../frame/json.ts';
import type { KeyParts } from './options.ts';

const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'A', 'ab', 'a,b', 'a:b', '"', '1', 'null', 'true', '[]', '{}', 'ä'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);
// No names that JSON must escape: JSON.parse of V8 13.6 (Node 24) reads some of them wrong where it has seen like objects,
// as in JSON.parse('{"/":0,"\\b":0}'), and a generator may well use it.
const name = text.filter((value) => JSON.stringify(value).length === value.length + 2);

/** Any JSON, mostly small, so that values which look alike meet. */
export const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.constantFrom<JsonValue>(null, true, false, 0, 1, 1.5, 1e21),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
  ),
})).value;

/** Any parts of a key. */
export const parts: fc.Arbitrary<KeyParts> = fc.record({
  collector: fc.constantFrom('web', 'a', 'ab', 'a-b'),
  identity: json,
});

/** Whether they identify the same: the order of fields, `undefined` fields and the sign of zero make no difference. */
export function areSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

/** The same value, and in every object a field more that is `undefined`. */
export function withUndefined(value: JsonValue): JsonValue {
  return mapFields(value, (fields) => [['absent', undefined], ...fields]);
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return new Map(fields.map(([key, field]) => [key, plain(field)]));
  }
  return value === 0 ? 0 : value;
}
