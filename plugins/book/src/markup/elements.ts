import { childElements, type Element, isElement, type Node } from '@bowerbird/markdown';
import { semantics } from './tree.ts';

/** The elements of a drawing that hold text. */
export function* svgTexts(node: Element): Generator<Element> {
  for (const child of childElements(node)) {
    if (isElement(child, 'title', 'desc', 'text', 'foreignobject', 'foreignObject')) yield child;
    else yield* svgTexts(child);
  }
}

/** A stretch of text that is placed anew is a line of its own. */
export function svgText(node: Node): string {
  if (typeof node === 'string') return node;
  const isPlaced =
    isElement(node, 'tspan') && (node.attributes.y !== undefined || node.attributes.dy !== undefined);
  return (isPlaced ? ' ' : '') + node.children.map(svgText).join('');
}

/** Whether an element is a break of the printed page. Its text is the number, and no text of the book. */
export function isPageBreak(element: Element): boolean {
  return semantics(element).includes('pagebreak');
}
