import { expect, test } from 'vitest';
import { titleLine } from './title-line.ts';

const heading = (level: number, at: number, text: string) => ({ level, at, text });

test.each([
  ['the heading that the head names', [heading(1, 0, 'Our products'), heading(1, 3, 'A long walk')], 3],
  ['almost names', [heading(1, 0, 'News'), heading(1, 3, 'A very long walk')], 3],
  [
    'one of a lower level, if none of the first is named',
    [heading(1, 0, 'The Example'), heading(2, 3, 'A long walk')],
    3,
  ],
  ['a line', [heading(1, 0, 'Menu')], 2],
])('%s', (_, headings, at) => {
  expect(
    titleLine(['a', 'b', 'A long walk', 'c'], headings, ['A long walk | The Example', 'A long walk']),
  ).toBe(at);
});

test('the first heading, if nothing is named', () => {
  expect(titleLine(['a'], [heading(2, 0, 'b'), heading(1, 4, 'c')], [undefined])).toBe(4);
});

test('none', () => expect(titleLine([], [], [])).toBe(-1));
