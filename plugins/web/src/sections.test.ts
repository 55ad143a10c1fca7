import { findDocumentProblem } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toSections, writeSections } from './sections.ts';

describe('toSections', () => {
  test('gives each heading its stretch and its path', () => {
    const { text, spans } = toSections('Before.\n\n## A\n\ntext\n\n#### B\n\n### C\n\n## D');
    expect(spans.map(({ start, end, locator }) => [text.slice(start, end).trim(), locator])).toEqual([
      ['## A\n\ntext', { kind: 'section', path: ['A'] }],
      ['#### B', { kind: 'section', path: ['A', 'B'] }],
      ['### C', { kind: 'section', path: ['A', 'C'] }],
      ['## D', { kind: 'section', path: ['D'] }],
    ]);
  });

  test('writes names as plain text', () => {
    const { spans } = toSections('## [`a_b`](https://x.example/\\(y\\)) *and* 1\\_2 ![pic](z.png)');
    expect(spans[0]?.locator).toEqual({ kind: 'section', path: ['a_b and 1_2 pic'] });
  });

  test('links headings that have an id', () => {
    const { text, spans } = writeSections(
      [{ type: 'heading', level: 2, children: ['A'], id: 'über uns' }],
      'https://x.example/p#q',
    );
    expect(text).toBe('## A');
    expect(spans[0]?.locator).toMatchObject({ href: 'https://x.example/p#%C3%BCber%20uns' });
  });

  test('sees no headings in code', () => {
    const { text, spans } = toSections('```\n# a\n\n\n~~~\n# b\n```\n\n\n\n# c');
    expect(spans).toHaveLength(1);
    expect(text).toBe('```\n# a\n\n\n~~~\n# b\n```\n\n# c');
  });

  const line = fc.oneof(
    fc.constantFrom('## A', '# *b*', '### [c](d)', '```', '~~~~', '', '  ', '- x', '> y', '#no', 'text  '),
    fc.string(),
  );

  test('spans are sorted, inside, and begin with their heading', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const { text, spans } = toSections(lines.join('\n'));
        expect(findDocumentProblem({ id: 'web:x', text, spans })).toBeUndefined();
        for (const { start, end } of spans) {
          expect(text.slice(start, end)).toMatch(/^#{1,6} /);
          expect(start === 0 || text[start - 1] === '\n').toBe(true);
        }
        for (const [index, { end }] of spans.entries())
          expect(end).toBe(spans[index + 1]?.start ?? text.length);
        expect(toSections(text).text).toBe(text);
      }),
    );
  });
});
