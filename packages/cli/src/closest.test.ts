import { expect, it } from 'vitest';
import { closest } from './closest.ts';

it('finds what was meant, and nothing where nothing is near', () => {
  const names = ['talks', 'mail', 'books', 'articles'];
  expect(
    ['tlaks', 'book', 'Articel', 'mial', 'x', 'pipeline', ''].map((word) => closest(word, names)),
  ).toEqual(['talks', 'books', 'articles', 'mail', undefined, undefined, undefined]);
});
