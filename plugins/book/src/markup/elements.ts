import {
  childElements,
  type Element,
  findElement,
  isElement,
  type Node,
  rawText,
  semantics,
} from './tree.ts';

/** What has no text for readers. */
export const SKIPPED = new Set([
  'head',
  'script',
  'style',
  'template',
  'title',
  'audio',
  'video',
  'source',
  'track',
  'iframe',
  'rp',
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'metadata',
  'defs',
  'colgroup',
  'col',
  'link',
  'meta',
  'trigger',
]);
/** What begins a line. */
export const BLOCKS = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'body',
  'caption',
  'center',
  'dd',
  'details',
  'dialog',
  'dir',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figcaption',
  'figure',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hgroup',
  'hr',
  'html',
  'legend',
  'li',
  'main',
  'menu',
  'nav',
  'ol',
  'p',
  'pre',
  'section',
  'summary',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'tr',
  'ul',
]);

/** What is in a line, and may hold blocks all the same. */
export const INLINE_CONTAINERS = new Set([
  'a',
  'span',
  'font',
  'b',
  'i',
  'em',
  'strong',
  'small',
  'big',
  'object',
  'ins',
  'del',
  'noscript',
  'svg:svg',
  'switch',
  'case',
  'default',
  'label',
  'u',
  'abbr',
  'bdo',
  'bdi',
  'time',
  'mark',
]);

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

/** The TeX of a formula, where it has some. */
export function texOf(node: Element): string | undefined {
  const annotation = findElement(node, 'annotation');
  return annotation && /tex/i.test(annotation.attributes.encoding ?? '') ? rawText(annotation) : undefined;
}

/** Whether an element is a break of the printed page. Its text is the number, and no text of the book. */
export function isPageBreak(element: Element): boolean {
  return semantics(element).includes('pagebreak');
}
