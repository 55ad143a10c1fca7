import type { JsonValue, KeyGenerator } from '@bowerbird/core';
import fc from 'fast-check';
import { ensure, show } from '../frame/ensure.ts';
import { forAll } from '../frame/for-all.ts';
import { settled } from '../frame/settle.ts';
import type { Check } from '../frame/suite.ts';
import { areSame, parts } from './identities.ts';
import type { KeyParts, MakeGenerator } from './options.ts';

const REMEDY =
  'Different identities need different keys, or one source gets the documents of another. Hash all of the canonical JSON (RFC 8785) of { collector, identity }: do not join, cut, fold case, normalise or drop anything.';

// Of a hundred million such keys two meet with a chance of one in 200.
const LEAST_BITS = 60;
const LONG = 'x'.repeat(5000);
const LONG_NAME = 'a-collector-of-talks-and-lectures-with-a-long-name';
const MANY = Array.from({ length: 50 }, (_, index) => index);

/** Identities that are mistaken for each other where something is joined, cut, folded, normalised, parsed or dropped. */
const ALIKE: readonly JsonValue[] = [
  ...[
    1,
    '1',
    true,
    'true',
    false,
    'false',
    0,
    '0',
    null,
    'null',
    '',
    ' ',
    [],
    {},
    [[]],
    [null],
    [''],
    ['', ''],
  ],
  ...[
    'undefined',
    '[object Object]',
    '[]',
    '{}',
    ',',
    '"',
    '\\',
    '\\"',
    [0],
    { '0': 0 },
    { a: {} },
    { a: [] },
  ],
  ...[['a', 'b'], ['a,b'], 'a,b', ['a', ['b']], [['a', 'b']], [['a'], 'b'], ['b', 'a'], ['a', 'b', 'b']],
  ...[
    { a: 1 },
    { a: '1' },
    { A: 1 },
    { b: 1 },
    { a: 1, b: 2 },
    { a: 2, b: 1 },
    { a: { b: 2 } },
    { 'a.b': 2 },
  ],
  ...[{ a: null }, { a: 0 }, { a: false }, { a: '' }, { a: 'a' }, { a: 'A' }, { a: ' a' }, { 'a:1': '' }],
  ...[{ a: { b: 1, c: 2 } }, { a: { b: 1 }, c: 2 }, { a: { c: 2 }, b: 1 }, { b: { a: 1 } }, { a: 'b:1' }],
  // The second is the first with its accent apart (NFD): two names of two files.
  ...['\u00e9', 'e\u0301', 'É', '\uff11', '\ufeff', '\u200b', 'ß', 'ss', '\u2028', '\ufffd'],
  ...[
    1e21,
    '1e21',
    '1e+21',
    1e20,
    1.5,
    1,
    -1,
    1e-7,
    5e-324,
    2 ** 53,
    2 ** 53 - 1,
    0.1,
    0.30000000000000004,
    0.3,
  ],
  ...[LONG, `${LONG}y`, `${LONG}z`, `y${LONG}`, { a: LONG, b: 1 }, { a: LONG, b: 2 }, MANY, [...MANY, 50]],
  ...['https://example.org/', 'https://example.org', 'http://example.org/', 'https://EXAMPLE.org/'],
  ...[{ __proto: 1 }, JSON.parse('{"__proto__":1}') as JsonValue, { constructor: 1 }, { toJSON: 1 }],
];

/** Pairs of collector and identity that are one where they are written after each other. */
const BOUNDARIES: readonly KeyParts[] = [
  { collector: 'ab', identity: 'c' },
  { collector: 'a', identity: 'bc' },
  { collector: 'a-b', identity: 'c' },
  { collector: 'a', identity: '-b-c' },
  { collector: 'a', identity: 'b-c' },
  { collector: 'a', identity: { collector: 'b', identity: 'c' } },
  { collector: 'b', identity: 'c' },
  { collector: 'a1', identity: 2 },
  { collector: 'a', identity: 12 },
  // They differ at their ends alone.
  { collector: `${LONG_NAME}-one`, identity: 'c' },
  { collector: `${LONG_NAME}-two`, identity: 'c' },
];

/** Adds the tests that what differs has different keys. */
export function checkApart(check: Check, make: MakeGenerator): void {
  check('differs for identities that look alike', async () => {
    const generator = await make();
    ensureAllApart(
      generator,
      ALIKE.map((identity) => ({ collector: 'web', identity })),
    );
  });
  check('differs for different collectors, also where their names end otherwise', async () => {
    ensureAllApart(await make(), BOUNDARIES);
  });
  check('differs for halves of surrogate pairs, or refuses them', async () => {
    const generator = await make();
    const keyOf = (identity: string) =>
      settled('the generator', () => generator({ collector: 'web', identity }), REMEDY);
    const [one, other] = [await keyOf('\ud800'), await keyOf('\ud801')];
    if (one.status === 'rejected' || other.status === 'rejected') return;
    ensure(
      one.value !== other.value,
      `"\\ud800" and "\\ud801" have one key: ${show(one.value)}`,
      'As UTF-8 all halves of surrogate pairs are one character: hash their JSON.stringify(), which escapes them, or throw.',
    );
  });
  check('differs for all different identities', async () => {
    const generator = await make();
    await forAll(fc.tuple(parts, parts), { runs: 1000 }, ([one, other]) => {
      if (!areSame(one, other)) ensureAllApart(generator, [one, other]);
    });
  });
  check('makes keys that do not meet by chance', async () => ensureLongEnough(await make()));
}

/** Looks at keys of long identities: these alone cannot be the text itself. */
function ensureLongEnough(generator: KeyGenerator): void {
  const keys = MANY.flatMap((number) =>
    MANY.map((other) => generator({ collector: 'web', identity: `${LONG}${number}:${other}` })),
  );
  const characters = keys.join('');
  const length = characters.length / keys.length;
  const different = new Set(characters).size;
  const bits = Math.floor(length * Math.log2(different));
  ensure(
    bits >= LEAST_BITS,
    `keys are ${length} characters of ${different} different ones, such as ${show(keys[0])}: at most ${bits} bits`,
    `So short two of many sources meet by chance, and one gets the documents of the other. Keep at least ${LEAST_BITS} bits of the hash, or all of it: 64 hexadecimal digits of SHA-256.`,
  );
}

function ensureAllApart(generator: KeyGenerator, all: readonly KeyParts[]): void {
  const byKey = new Map<string, KeyParts>();
  for (const each of all) {
    const key = generator(structuredClone(each));
    const other = byKey.get(key);
    ensure(
      other === undefined || areSame(other, each),
      `${showEnds(other)} and ${showEnds(each)} have one key: ${show(key)}`,
      REMEDY,
    );
    byKey.set(key, each);
  }
}

/** As JSON; of a long one the beginning and the end, where two may differ. */
function showEnds(parts: KeyParts | undefined): string {
  const text = JSON.stringify(parts) ?? '';
  return text.length > 200 ? `${text.slice(0, 80)}…${text.slice(-80)}` : text;
}
