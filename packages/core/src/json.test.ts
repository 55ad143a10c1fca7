import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findNotJson } from './json.ts';

it('finds nothing in what survives JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      expect(findNotJson(JSON.parse(JSON.stringify(value)))).toBeUndefined();
    }),
  );
});

it.each([
  [Number.NaN, 'the value is NaN, which JSON cannot hold'],
  [{ a: [1, { b: Number.POSITIVE_INFINITY }] }, 'a[1].b is Infinity, which JSON cannot hold'],
  [{ when: new Date(0) }, 'when is a Date, which JSON would change'],
  [{ map: new Map() }, 'map is a Map, which JSON would change'],
  [[() => 1], '[0] is of type function, which JSON cannot hold'],
  [{ big: 1n }, 'big is of type bigint, which JSON cannot hold'],
  [[undefined], '[0] is of type undefined, which JSON cannot hold'],
  [Buffer.from('a'), 'the value is a Buffer, which JSON would change'],
])('finds what does not: %#', (value, problem) => {
  expect(findNotJson(value)).toBe(problem);
});

it('takes plain objects of another realm for plain', () => {
  expect(findNotJson(runInNewContext('({ a: [{ b: 1 }] })'))).toBeUndefined();
  expect(findNotJson({ when: runInNewContext('new Date(0)') })).toBe(
    'when is a Date, which JSON would change',
  );
});

it('takes a field that is undefined for absent', () => {
  expect(findNotJson({ a: undefined })).toBeUndefined();
});
