import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRecord, writeRecord } from './record.ts';

it('gives back what JSON can carry, with what is known of it', () => {
  const time = fc.integer({ min: 0, max: 4e12 });
  // Names that need an escape are left out: a fault of V8's JSON.parse can change them.
  const value = fc.jsonValue({ stringUnit: fc.constantFrom('a', '漢', ' ', ',', '%') });
  fc.assert(
    fc.property(
      value,
      time,
      fc.option(time, { nil: Number.POSITIVE_INFINITY }),
      fc.array(fc.string()),
      (...given) => {
        const [thing, storedAt, freshUntil, tags] = given;
        const record = { value: JSON.parse(JSON.stringify(thing)), storedAt, freshUntil, cost: 0.25, tags };
        const wellFormed = tags.every((tag) => tag.isWellFormed());
        if (wellFormed) expect(readRecord(writeRecord(record)!)).toEqual(record);
      },
    ),
  );
});

it('has no text for what has no JSON, and takes anything else for a miss', () => {
  const record = { value: undefined, storedAt: 1, freshUntil: 2, cost: 0, tags: [] };
  expect(writeRecord(record)).toBeUndefined();
  for (const text of ['', 'v1', '{"value":1}', 'v2 1 2 0 \n1', 'v1 1 2 0 \n{', 'v1 1 2 0 ,%\n1', '\n'])
    expect(readRecord(text)).toBeUndefined();
});
