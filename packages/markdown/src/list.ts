import type { Block, Item } from './content.ts';
import type { Reader } from './read.ts';
import { type Element, isElement, localName, type Node } from './tree.ts';

/**
 * A list; where its numbers jump, several: Markdown counts on from the first. What stands in it and is no item is one, but for a list, which
 * belongs to the item before.
 */
export function readList(reader: Reader, element: Element): readonly Block[] {
  const isOrdered = localName(element) === 'ol';
  const lists: { start: number; items: Item[] }[] = [];
  let next = integer(element.attributes.start) ?? 1;
  for (const node of element.children) {
    const last = lists.at(-1)?.items;
    if (isElement(node, 'ul', 'ol') && last !== undefined && last.length > 0) {
      const before = last.at(-1);
      last[last.length - 1] = { ...before, children: [...(before?.children ?? []), ...reader.block(node)] };
      continue;
    }
    const item = readItem(reader, node);
    if (item === undefined) continue;
    const number = (isElement(node, 'li') ? integer(node.attributes.value) : undefined) ?? next;
    if (last === undefined || (isOrdered && number !== next)) lists.push({ start: number, items: [item] });
    else last.push(item);
    next = number + 1;
  }
  return lists.map(({ start, items }) => ({ type: 'list', ...(isOrdered && { start }), items }));
}

function readItem(reader: Reader, node: Node): Item | undefined {
  if (!isElement(node, 'li')) return toItem(reader.flow([node]));
  if (!reader.enter(node)) return undefined;
  const box = checkbox(node);
  return toItem(reader.flow(node.children, node), box && box.attributes.checked !== undefined);
}

function toItem(children: Block[], checked?: boolean): Item | undefined {
  // A task is a paragraph.
  if (checked !== undefined && children[0]?.type === 'paragraph') return { checked, children };
  return children.length === 0 ? undefined : { children };
}

/** The box of a task, in front of its text. */
function checkbox(element: Element): Element | undefined {
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (child.trim() !== '') return undefined;
    } else if (isElement(child, 'input')) {
      if (child.attributes.type === 'checkbox') return child;
    } else return isElement(child, 'p', 'label', 'span') ? checkbox(child) : undefined;
  }
  return undefined;
}

function integer(value: string | undefined): number | undefined {
  return value !== undefined && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : undefined;
}
