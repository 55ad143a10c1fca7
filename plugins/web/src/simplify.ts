import { type Block, type Inline, plainText } from '@bowerbird/markdown';
import { sameText } from './title.ts';

/** Tables as lines: each row one, its cells with commas between them. */
export function withoutTables(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.type === 'table') return block.rows.flatMap(toLine);
    if (block.type === 'list')
      return [
        { ...block, items: block.items.map((item) => ({ ...item, children: withoutTables(item.children) })) },
      ];
    return 'children' in block && (block.type === 'quote' || block.type === 'note')
      ? [{ ...block, children: withoutTables(block.children) }]
      : [block];
  });
}

function toLine(cells: readonly (readonly Inline[])[]): Block[] {
  const texts = cells.map(plainText).filter((text) => text !== '');
  return texts.length === 0 ? [] : [{ type: 'paragraph', children: [texts.join(', ')] }];
}

/** The document has its title in a field: the first heading, or the first block, that only repeats it goes. */
export function withoutTitle(blocks: readonly Block[], title: string | undefined): readonly Block[] {
  // A page that says nothing else keeps it.
  if (blocks.length < 2) return blocks;
  const heading = blocks.findIndex((block) => block.type === 'heading' && block.level <= 2);
  for (const at of [heading, 0]) if (at >= 0 && says(blocks[at], title)) return blocks.toSpliced(at, 1);
  return blocks;
}

const SIGNED = /^(?:(?:written|posted|published) )?(?:by|von|par|por|di|door)[:\s]+/i;

/** So are its authors: a first line that only names them goes. */
export function withoutByline(blocks: readonly Block[], authors: readonly string[]): readonly Block[] {
  const [first] = blocks;
  if (authors.length === 0 || blocks.length < 2 || first?.type !== 'paragraph') return blocks;
  const line = plainText(first.children).replace(SIGNED, '');
  const isByline = sameText(line, authors.join(' and ')) || sameText(line, authors.join(', '));
  return isByline ? blocks.slice(1) : blocks;
}

function says(block: Block | undefined, title: string | undefined): boolean {
  const isLine = block?.type === 'heading' || block?.type === 'paragraph';
  return isLine && sameText(plainText(block.children), title);
}

/** Blocks without the rules that part nothing: at the beginning, at the end, before notes, and one after another. */
export function withoutLooseRules(blocks: readonly Block[]): readonly Block[] {
  const first = blocks.findIndex(({ type }) => type !== 'rule');
  return blocks.filter(({ type }, index) => {
    const next = blocks[index + 1]?.type;
    return type !== 'rule' || (index > first && next !== undefined && next !== 'rule' && next !== 'note');
  });
}
