import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NumberTable } from './number-table.ts';

it('is a map', () => {
  const key = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat(0xffff_fffe))), fc.array(key), (entries, others) => {
      const table = new NumberTable();
      for (const [each, value] of entries) table.set(each, value);
      const map = new Map(entries);
      for (const each of [...map.keys(), ...others]) expect(table.get(each)).toBe(map.get(each));
    }),
  );
  const table = new NumberTable();
  for (let number = 1; number <= 10_000; number++) table.set(number * 1024, number);
  for (let number = 1; number <= 10_000; number++) expect(table.get(number * 1024)).toBe(number);
});
