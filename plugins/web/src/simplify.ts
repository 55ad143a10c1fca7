import { all, type DomElement, foldedText, unwrap } from './dom.ts';
import type { Reading } from './page-parse.ts';

/** Leaves out what the request does not want: links as their text, images as nothing or their words, tables as lines. */
export function simplify(root: DomElement, { links = true, images = 'links', tables = true }: Reading): void {
  if (images !== 'links') {
    for (const image of all(root, 'img')) {
      const words = images === 'alt' ? (image.getAttribute('alt') ?? '') : '';
      if (words === '') image.remove();
      else image.replaceWith(words);
    }
  }
  if (!links) for (const link of all(root, 'a')) unwrap(link);
  if (!tables) for (const table of all(root, 'table')) toLines(table);
  root.normalize();
}

/** Each row a line, its cells with commas between them. */
function toLines(table: DomElement): void {
  const block = table.ownerDocument.createElement('div');
  for (const row of all(table, 'tr')) {
    const cells = [...row.children].map(foldedText).filter((text) => text !== '');
    if (cells.length === 0) continue;
    const line = table.ownerDocument.createElement('p');
    line.append(cells.join(', '));
    block.append(line);
  }
  table.replaceWith(block);
}
