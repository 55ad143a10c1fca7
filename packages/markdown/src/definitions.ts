import { type Block, type Inline, type Item, isVisible } from './content.ts';
import type { Reader } from './read.ts';
import { tidyLine } from './tidy.ts';
import { type Element, isElement, type Node } from './tree.ts';

/** `<dl>` as a list: `- **term**: definition`. */
export function readDefinitions(reader: Reader, element: Element): readonly Block[] {
  const items: Item[] = [];
  let terms: Inline[] = [];
  let blocks: Block[] = [];
  const endItem = (): void => {
    const children = terms.length > 0 ? [toParagraph(terms), ...blocks] : blocks;
    if (children.length > 0) items.push({ children });
    terms = [];
    blocks = [];
  };
  let isDefined = false;
  for (const part of partsOf(element)) {
    if (isElement(part, 'dt')) {
      // A term opens an item; a second one in a row stays in it.
      if (isDefined) endItem();
      isDefined = false;
      const term = readTerm(reader, part);
      if (term.length > 0) terms.push(...(terms.length > 0 ? [', '] : []), ...term);
      continue;
    }
    const definition = isElement(part, 'dd') ? readDefinition(reader, part) : reader.flow([part]);
    const [first, ...rest] = definition;
    if (first === undefined) continue;
    if (isDefined || terms.length === 0) blocks.push(...definition);
    else if (first.type === 'paragraph' && rest.every(({ type }) => type === 'list')) {
      terms.push(': ', ...first.children);
      blocks.push(...rest);
    } else {
      terms.push(':');
      blocks.push(...definition);
    }
    isDefined = true;
  }
  endItem();
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

function toParagraph(line: readonly Inline[]): Block {
  return { type: 'paragraph', children: tidyLine(line) };
}

/** Terms and definitions, also where they are grouped in `<div>`. */
function partsOf(list: Element): readonly Node[] {
  return list.children.flatMap((child) => (isElement(child, 'div') ? partsOf(child) : [child]));
}

function readTerm(reader: Reader, element: Element): readonly Inline[] {
  if (!reader.enter(element)) return [];
  const line = reader.lines.line(element);
  return line.some(isVisible) ? [{ type: 'strong', children: line }] : [];
}

function readDefinition(reader: Reader, element: Element): readonly Block[] {
  return reader.enter(element) ? reader.flow(element.children, element) : [];
}
