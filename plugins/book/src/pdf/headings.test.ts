import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldTitle } from '../book/sections.ts';
import { Titles } from './headings.ts';

describe('Titles', () => {
  const title = fc.string({ unit: fc.constantFrom(...'aAbé\u0301 .-–1ß'), minLength: 1, maxLength: 14 });

  it('finds a title by its letters and figures, however it is written', () => {
    fc.assert(
      fc.property(fc.array(title, { maxLength: 6 }), title, (titles, text) => {
        // A number is looked for with it and without.
        fc.pre(!/^\d/.test(text));
        const outline = titles.map((each) => ({ title: each, depth: 1, page: 1 }));
        const same = outline.filter((entry) => foldTitle(entry.title) === foldTitle(text));
        expect(new Titles(outline).named(text)).toEqual(same);
      }),
    );
  });

  it('knows a title on its page, with its number or without', () => {
    const titles = new Titles([{ title: 'Of bowers', depth: 1, page: 4 }]);
    expect(titles.begins('2.1 Of bowers', 4)).toBe(true);
    expect(titles.begins('Of Bowers', 9)).toBe(false);
    expect(titles.begins('Of bowers and birds', 4)).toBe(false);
  });
});
