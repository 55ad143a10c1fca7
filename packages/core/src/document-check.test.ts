import { expect, it } from 'vitest';
import type { Locator } from './document.ts';
import { findDocumentProblem } from './document-check.ts';

const locator: Locator = { kind: 'section', path: ['One'] };
const span = (start: number, end: number, where: Locator = locator) => ({ start, end, locator: where });

it.each([
  { id: 'a', text: '' },
  {
    id: 'a',
    text: 'abcdef',
    spans: [span(0, 3), span(3, 6)],
    authors: ['x'],
    title: undefined,
    metadata: { a: [1] },
  },
  {
    id: 'a',
    text: 'abcdef',
    spans: [span(0, 6), span(0, 3, { kind: 'page', page: 1 }), span(3, 6, { kind: 'page', page: 2 })],
  },
])('has nothing against a document that is right: %#', (document) => {
  expect(findDocumentProblem(document)).toBeUndefined();
});

it.each([
  [undefined, 'it is not an object'],
  [[], 'it is not an object'],
  [{ text: '' }, 'it has no id'],
  [{ id: 'a' }, 'a: its text is not a string'],
  [{ id: 'a', text: '', title: 1 }, 'a: its title is not a string'],
  [{ id: 'a', text: '', authors: 'Jane' }, 'a: its authors are not an array of strings'],
  [
    { id: 'a', text: '', metadata: { when: new Date(0) } },
    'a: metadata.when is a Date, which JSON would change',
  ],
  [{ id: 'a', text: 'abc', spans: [span(0, 4)] }, 'a: spans[0] (0 to 4) is not inside the text (0 to 3)'],
  [
    { id: 'a', text: 'abc', spans: [span(2, 3), span(0, 1)] },
    'a: spans[1] starts before the span ahead of it: spans must be sorted',
  ],
  [
    { id: 'a', text: 'abc', spans: [span(0, 2), span(1, 3)] },
    'a: spans[1] overlaps another span of kind section',
  ],
])('finds what is wrong: %#', (document, problem) => {
  expect(findDocumentProblem(document)).toBe(problem);
});
