import fc from 'fast-check';
import { type Inline, isVisible } from '../src/content.ts';
import { foldSpaces } from '../src/text.ts';
import { tidyParagraphs } from '../src/tidy.ts';

// What is said in Markdown by signs, and words that look like it.
const PIECES = [
  ...'*_~`[]()!<>&|\\#-+=.:$^"\'/@1aé字 ',
  ...[
    '**',
    '__',
    '~~',
    '```',
    '~~~',
    '![',
    '](',
    '[^1]',
    '[^1]: ',
    '[a]: b',
    '[ ] ',
    '[x] ',
    '- ',
    '1. ',
    '2) ',
  ],
  ...[
    '# ',
    '> ',
    '---',
    '===',
    '| a | b |',
    '| --- | --- |',
    '<b>',
    '</i>',
    '<!-- ',
    '&amp;',
    '&#65;',
    '\\|',
  ],
  ...[
    'https://x.org/a_b',
    'www.x.org',
    'http://x.org/(a)*',
    'me@x.org',
    'snake_case',
    '5 * 3 * 2',
    '$x_1$',
    '😀',
    '“a”',
  ],
  ...['word', 'two words', ' ', ' ', '\n'],
];
/** Text of which much looks like Markdown. */
export const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(''));
const url = fc.constantFrom(
  'https://x.org/',
  'https://x.org/a_(b)',
  'https://x.org/a)b(',
  'a.html?x%5B%5D=1&copy;',
  'https://x.org/a_b',
  'mailto:me@x.org',
  'http://[::1]/',
  '',
);

/**
 * Content of a line, not yet tidy.
 * @param children what most links and emphasis hold
 */
function lineOf(text: fc.Arbitrary<string>, children?: fc.Arbitrary<Inline[]>): fc.Arbitrary<Inline[]> {
  return fc.letrec<{ line: Inline[]; inner: Inline[]; node: Inline }>((tie) => ({
    line: fc.array(tie('node'), { maxLength: 5 }),
    inner: children ? fc.oneof({ arbitrary: children, weight: 9 }, tie('line')) : tie('line'),
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { arbitrary: text.map(foldSpaces), weight: 3 },
      fc.record({
        type: fc.constant('code' as const),
        value: text.map((code) => code.replaceAll(']:', ']')),
      }),
      fc.record({
        type: fc.constant('image' as const),
        url,
        alt: text.map((alt) => alt.replace(/\s+/g, ' ').trim()),
      }),
      fc.constant<Inline>({ type: 'break' }),
      fc.constant<Inline>({ type: 'reference', label: '1' }),
      { arbitrary: fc.constant<Inline>({ type: 'mark', value: '\ufdd07\ufdd1' }), weight: 2 },
      fc.record({
        type: fc.constantFrom('emphasis' as const, 'strong' as const, 'delete' as const),
        children: tie('inner'),
      }),
      fc.record({ type: fc.constant('link' as const), url, children: tie('inner') }),
    ),
  })).line;
}

const calmText = fc.oneof(
  fc.constantFrom('word', 'é', 'me@x.org', ' word', 'word '),
  fc
    .array(fc.constantFrom('word', '.', ' ', ' ', '*', ']', '`', '|', '😀', '\n'), { maxLength: 3 })
    .map((pieces) => pieces.join('')),
);

/** Likewise, without much to settle: in most links and emphasis stands one text. */
export const calmLine = lineOf(
  calmText,
  calmText.map((only) => [foldSpaces(only)]),
);

/** Content of a paragraph. */
function tidy(line: fc.Arbitrary<Inline[]>): fc.Arbitrary<Inline[]> {
  return line.map((content) => tidyParagraphs(content)[0] ?? []).filter((content) => content.some(isVisible));
}

export const tidied = tidy(lineOf(text));
export const calmTidied = tidy(calmLine);
