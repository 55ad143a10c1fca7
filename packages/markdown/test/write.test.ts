import { expect, it } from 'vitest';
import type { Block, Inline } from '../src/content.ts';
import { tidyLine } from '../src/tidy.ts';
import { writeMarkdown } from '../src/write.ts';
import { parseMarkdown } from './parse.ts';

const strong = (...children: Inline[]): Inline => ({ type: 'strong', children });
const em = (...children: Inline[]): Inline => ({ type: 'emphasis', children });
const write = (...line: Inline[]) => writeMarkdown([{ type: 'paragraph', children: tidyLine(line) }]);

it.each([
  'snake_case and 5 * 3 * 2',
  'one asterisk* [1] [see] (b) ~5 a|b',
  'costs $5, or $10',
  'an address: https://x.org/a_(b). Or www.x.org, or me@x.org',
  'C:\\Users a < b & c',
  '#no 1.5 +1 -1',
])('leaves %s as it is', (text) => expect(write(text)).toBe(text));

it.each([
  ['# a', '\\# a'],
  ['1) a', '1\\) a'],
  ['+ a', '\\+ a'],
  ['***', '\\***'],
  ['a *b* c', 'a \\*b\\* c'],
  ['[a](b)', '[a\\](b)'],
  ['[^1]', '\\[^1]'],
  ['[a]: b', '\\[a]: b'],
  ['~a~ ~~b~~', '\\~a\\~ \\~\\~b\\~\\~'],
  ['*~~~*é', '\\*\\~\\~\\~\\*é'],
  ['<b> &amp; `a`', '&lt;b> \\&amp; \\`a\\`'],
  ['https://x.org/*a*b*', '<https://x.org/*a*b>\\*'],
])('escapes what would be markup: %s', (text, markdown) => expect(write(text)).toBe(markdown));

it.each<[Inline[], string]>([
  [['a', em('b'), 'c'], 'a*b*c'],
  [['a ', em(' b '), 'c'], 'a *b* c'],
  [['a', strong('“b”'), 'c'], 'a“b”c'],
  [[strong(em('a'))], '**_a_**'],
  [[em('a'), strong('b')], '_a_**b**'],
  [[strong('a'), strong('b')], '**ab**'],
  [[em('a ', em('b'))], '*a b*'],
  [[{ type: 'code', value: 'a`b' }], '``a`b``'],
  [['!', { type: 'link', url: 'https://x.org/(a', children: ['b]'] }], '\\![b\\]](https://x.org/\\(a)'],
  [[{ type: 'link', url: 'https://x.org/', children: ['https://x.org'] }, '.'], 'https://x.org.'],
  [[{ type: 'math', value: 'x_{i} + y_{i}' }], '$x_{i} + y_{i}$'],
  [[{ type: 'math', value: '\\{x\\}' }], '$`\\{x\\}`$'],
])('writes %j', (line, markdown) => {
  const written = write(...line);
  expect(written).toBe(markdown);
  expect(writeMarkdown(parseMarkdown(written))).toBe(markdown);
});

it('puts brackets around an address where a letter would be read into it', () => {
  const link: Inline = { type: 'link', url: 'https://x.org/', children: ['https://x.org'] };
  expect(write(link, 'a')).toBe('<https://x.org>a');
});

const item = (text: string): { children: Block[] } => ({
  children: [{ type: 'paragraph', children: [text] }],
});

it('tells lists that touch apart, and holds rules in items', () => {
  const blocks: Block[] = [
    { type: 'list', items: [item('a')] },
    { type: 'list', items: [{ children: [{ type: 'rule' }] }] },
    { type: 'list', start: 3, items: [item('c')] },
  ];
  const markdown = '- a\n\n* ___\n\n3. c';
  expect(writeMarkdown(blocks)).toBe(markdown);
  expect(parseMarkdown(markdown)).toEqual(blocks);
});
