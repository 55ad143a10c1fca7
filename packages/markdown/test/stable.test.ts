import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Inline, Item } from '../src/content.ts';
import { withoutMarks } from '../src/content.ts';
import { tidyLine } from '../src/tidy.ts';
import { writeMarkdown } from '../src/write.ts';
import { text, tidied } from './arbitrary.ts';
import { isAddress, parseMarkdown } from './parse.ts';

const { blocks } = fc.letrec<{ blocks: Block[]; block: Block; item: Item }>((tie) => ({
  blocks: fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
  item: fc.record({ children: tie('blocks') }),
  block: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tidied.map((children): Block => ({ type: 'paragraph', children })),
    fc
      .tuple(fc.integer({ min: 1, max: 6 }), tidied)
      .map(([level, children]): Block => ({ type: 'heading', level, children: oneLine(children) })),
    fc.constant<Block>({ type: 'rule' }),
    fc.tuple(text, fc.constantFrom('js', 'c++', undefined)).map(
      ([value, language]): Block => ({
        type: 'codeBlock',
        value: value.trim() || 'x',
        ...(language && { language }),
      }),
    ),
    fc
      .integer({ min: 1, max: 3 })
      .chain((width) =>
        fc.array(
          fc.array(fc.oneof(tidied, fc.constant<Inline[]>([])), { minLength: width, maxLength: width }),
          { minLength: 1, maxLength: 3 },
        ),
      )
      .map(
        (rows): Block => ({ type: 'table', rows: rows.map((row) => row.map((cell) => cell.map(asInCell))) }),
      ),
    tie('blocks').map((children): Block => ({ type: 'quote', children: children as Block[] })),
    fc
      .tuple(
        fc.constantFrom(undefined, 0, 1, 3, 9),
        fc.array(tie('item') as fc.Arbitrary<Item>, { minLength: 1, maxLength: 3 }),
      )
      .map(([start, items]): Block => ({ type: 'list', ...(start !== undefined && { start }), items })),
  ),
}));

const NOTE: Block = { type: 'note', label: '1', children: [{ type: 'paragraph', children: ['note'] }] };

/** What cannot be said in a cell. */
function asInCell(node: Inline): Inline {
  if (typeof node === 'string') return node;
  if ('children' in node) return { ...node, children: node.children.map(asInCell) };
  return node.type === 'code' ? { ...node, value: node.value.replace(/\\+\|/g, '|') } : node;
}

function oneLine(content: readonly Inline[]): Inline[] {
  return tidyLine(
    content.map(
      (node): Inline =>
        typeof node === 'object' && node.type === 'break'
          ? ' '
          : typeof node === 'object' && 'children' in node
            ? { ...node, children: oneLine(node.children) }
            : node,
    ),
    true,
  );
}

/** Content without emphasis, which may have to go, and with what looks the same made the same. */
function bare(blocks: readonly Block[]): unknown {
  return JSON.parse(JSON.stringify(blocks), (key, value) =>
    (key === 'children' || Array.isArray(value)) && Array.isArray(value) ? bareLine(value) : value,
  );
}

function bareLine(content: readonly unknown[]): unknown[] {
  const nodes = (content as Inline[]).flatMap((node): Inline[] => {
    if (typeof node !== 'object' || node === null) return [node];
    if (node.type === 'mark') return [];
    if (node.type === 'link' && isAddress(node.children, node.url)) return [...node.children];
    return node.type === 'emphasis' || node.type === 'strong' || node.type === 'delete'
      ? [...node.children]
      : [node];
  });
  const joined: Inline[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (typeof node === 'string' && typeof last === 'string') joined[joined.length - 1] = last + node;
    else if (
      typeof node === 'object' &&
      typeof last === 'object' &&
      node.type === 'code' &&
      last.type === 'code'
    )
      joined[joined.length - 1] = { type: 'code', value: last.value + node.value };
    else joined.push(node);
  }
  return joined;
}

/** Content without marks: text that they part is one text when it is read again. */
function unmarked(content: readonly Block[]): Block[] {
  return JSON.parse(JSON.stringify(content), (_, value) =>
    Array.isArray(value) ? joinTexts(value.filter((node) => node?.type !== 'mark')) : value,
  );
}

function joinTexts(nodes: readonly unknown[]): unknown[] {
  const joined: unknown[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (typeof node === 'string' && typeof last === 'string') joined[joined.length - 1] = last + node;
    else joined.push(node);
  }
  return joined;
}

// Always the same thousand: what a million more would find is no matter of the change at hand.
const RUNS = { numRuns: 1000, seed: 27 };

describe('Markdown', () => {
  it('is read as what was meant', () => {
    fc.assert(
      fc.property(blocks, (content) => {
        const markdown = withoutMarks(writeMarkdown([...content, NOTE]));
        expect(bare(parseMarkdown(markdown))).toEqual(bare([...content, NOTE]));
      }),
      RUNS,
    );
  });

  it('is the same when it is read and written again', () => {
    fc.assert(
      fc.property(blocks.map(unmarked), (content) => {
        const markdown = writeMarkdown([...content, NOTE]);
        expect(writeMarkdown(parseMarkdown(markdown))).toBe(markdown);
      }),
      RUNS,
    );
  });
});
