import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeenKeys } from './seen.ts';

it('knows what it has seen, as a Set does', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 3000 }), (keys) => {
      const seen = new SeenKeys();
      const model = new Set<string>();
      for (const key of keys) {
        expect(seen.add(key)).toBe(!model.has(key));
        model.add(key);
      }
    }),
  );
});

it('grows', () => {
  const seen = new SeenKeys();
  for (let index = 0; index < 20_000; index++) expect(seen.add(`key ${index}`)).toBe(true);
  for (let index = 0; index < 20_000; index++) expect(seen.add(`key ${index}`)).toBe(false);
});
