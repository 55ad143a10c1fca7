import { KEPT } from '../reply/quotes.ts';
import { removeQuotes } from './quotes.ts';
import { attribute, type Element, isElement, type Node, type Parent, parseTree } from './tree.ts';

// Deeper elements are written as if they stood at this depth.
const MAX_DEPTH = 100;
const HIDDEN =
  /display:\s*none|visibility:\s*hidden|font-size:\s*0(?![.\d])|mso-hide:\s*all|max-height:\s*0(?![.\d])/i;
const DROPPED = new Set(
  'script style head title meta link template iframe frame object embed svg audio video map canvas base noscript'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'p div section article header footer main center address figure form fieldset dl dt dd table tbody thead tfoot tr body html'.split(
    ' ',
  ),
);

/** A mail's HTML as Markdown. */
export interface MailMarkdown {
  readonly text: string;
  /** What its markup says is quoted, likewise. Written when it is asked for. */
  quotes(): readonly string[];
}

/**
 * The HTML of a mail as Markdown: paragraphs, lists, links, emphasis, code, tables of data. Quotes are taken out by their markup; a
 * blockquote that stays is marked as the author's own. Pictures are left out: most count readers, and the rest is among the attachments.
 */
export function mailToMarkdown(markup: string): MailMarkdown {
  const tree = parseTree(markup);
  if (tree === undefined) return { text: withoutTags(markup), quotes: () => [] };
  const html = tree.childNodes.find((node) => node.nodeName === 'html') as Element | undefined;
  const body = html?.childNodes.find((node) => node.nodeName === 'body') as Element | undefined;
  if (body === undefined) return { text: '', quotes: () => [] };
  const removed = removeQuotes(body);
  return {
    text: tidy(blocks(body, 0)),
    quotes: () => removed.map(quoteText).filter((text) => text !== ''),
  };
}

function quoteText(node: Node): string {
  const text = isElement(node) && isBlock(node) ? block(node, 0) : foldInline(inline(node, 0));
  return tidy(text.replaceAll(KEPT, ''));
}

/** What too much HTML says, without its structure. */
function withoutTags(markup: string): string {
  return tidy(
    markup
      .replaceAll(/<(?:script|style)\b[^>]*>[^<]*/gi, ' ')
      .replaceAll(/<(?:br|p|div|tr|li)\b[^>]*>/gi, '\n')
      .replaceAll(/<[^>]*>/g, ' '),
  );
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** The children of an element: stretches of inline content as lines, blocks between empty lines. */
function blocks(parent: Parent, depth: number): string {
  let out = '';
  let line = '';
  const flush = (): void => {
    const text = foldInline(line);
    line = '';
    if (text !== '') out += `${text}\n`;
  };
  for (const child of parent.childNodes) {
    if (isElement(child) && isBlock(child)) {
      flush();
      const text = block(child, depth + 1);
      if (text.trim() !== '')
        out += SPACED.has(child.tagName)
          ? `\n${text.replace(/^\n+|\n+$/g, '')}\n\n`
          : `${text.replace(/\n+$/, '')}\n`;
    } else line += inline(child, depth + 1);
  }
  flush();
  return out;
}

const SPACED = new Set('p ul ol pre blockquote h1 h2 h3 h4 h5 h6 hr table dl'.split(' '));
const ALWAYS_BLOCK = new Set('ul ol li pre blockquote h1 h2 h3 h4 h5 h6 hr'.split(' '));

/** Also a `<span>` or `<font>` that holds blocks: programs wrap all of a mail in one. */
function isBlock(element: Element): boolean {
  const { tagName } = element;
  if (BLOCKS.has(tagName) || ALWAYS_BLOCK.has(tagName)) return true;
  if (DROPPED.has(tagName)) return false;
  return holdsBlock(element, 0);
}

function holdsBlock(element: Element, depth: number): boolean {
  if (depth > 8) return false;
  return element.childNodes.some(
    (child) =>
      isElement(child) &&
      (BLOCKS.has(child.tagName) || ALWAYS_BLOCK.has(child.tagName) || holdsBlock(child, depth + 1)),
  );
}

function isHidden(element: Element): boolean {
  return DROPPED.has(element.tagName) || HIDDEN.test(attribute(element, 'style'));
}

function block(element: Element, depth: number): string {
  if (isHidden(element)) return '';
  if (depth > MAX_DEPTH) return foldInline(flatText(element));
  switch (element.tagName) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6': {
      const text = foldInline(inlines(element, depth)).replaceAll('\n', ' ');
      // Levels 1 and 2 are those of the thread.
      return text === '' ? '' : `${'#'.repeat(Math.max(3, Number(element.tagName[1])))} ${text}`;
    }
    case 'hr':
      return '---';
    case 'pre':
      return `\`\`\`\n${flatText(element).replace(/^\n+|\s+$/g, '')}\n\`\`\``;
    case 'blockquote':
      return prefixed(tidy(blocks(element, depth)), `${KEPT}> `);
    case 'ul':
    case 'ol':
      return list(element, depth);
    case 'li':
      return item(element, '-', depth);
    case 'table':
      return table(element, depth);
    case 'p':
      return `${blocks(element, depth)}\n`;
    default:
      return blocks(element, depth);
  }
}

function prefixed(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => `${prefix}${line}`)
    .join('\n');
}

function list(element: Element, depth: number): string {
  let number = Number.parseInt(attribute(element, 'start') || '1', 10) || 1;
  return element.childNodes
    .filter((child) => isElement(child))
    .map((child) => {
      if (child.tagName === 'li')
        return item(child, element.tagName === 'ol' ? `${number++}.` : '-', depth + 1);
      const inner = block(child, depth + 1).replace(/\n+$/, '');
      return inner === '' ? '' : prefixed(inner, '  ');
    })
    .filter((text) => text !== '')
    .join('\n');
}

function item(element: Element, marker: string, depth: number): string {
  const text = tidy(blocks(element, depth)).replaceAll(/\n\n+/g, '\n');
  return text === '' ? '' : `${marker} ${text.replaceAll('\n', `\n${' '.repeat(marker.length + 1)}`)}`;
}

/** Tables of data as GFM; those that lay a mail out (nested, or with blocks in their cells) cell by cell. */
function table(element: Element, depth: number): string {
  const rows: Element[][] = [];
  collectRows(element, rows);
  const widths = new Set(rows.map((row) => row.length));
  const width = rows[0]?.length ?? 0;
  const cells = rows.map((row) => row.map((cell) => tidy(blocks(cell, depth + 1))));
  const isData =
    rows.length > 1 &&
    width > 1 &&
    widths.size === 1 &&
    cells.every((row) => row.every((cell) => !cell.includes('\n')));
  if (!isData)
    return cells
      .flat()
      .filter((cell) => cell !== '')
      .join('\n\n');
  const lines = cells.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  lines.splice(1, 0, `|${' --- |'.repeat(width)}`);
  return lines.join('\n');
}

function collectRows(element: Parent, rows: Element[][]): void {
  for (const child of element.childNodes) {
    if (!isElement(child)) continue;
    if (child.tagName === 'tr')
      rows.push(
        child.childNodes
          .filter((cell) => isElement(cell))
          .filter(({ tagName }) => tagName === 'td' || tagName === 'th'),
      );
    else if (/^(?:tbody|thead|tfoot)$/.test(child.tagName)) collectRows(child, rows);
  }
}

function inlines(parent: Parent, depth: number): string {
  return parent.childNodes.map((child) => inline(child, depth + 1)).join('');
}

/** Stands for a line break until white space is folded. No character: no text has it. */
const BREAK = '\ufdd1';

function inline(node: Node, depth: number): string {
  if (node.nodeName === '#text') return 'value' in node ? String(node.value) : '';
  if (!isElement(node) || isHidden(node)) return '';
  if (depth > MAX_DEPTH) return flatText(node);
  switch (node.tagName) {
    case 'br':
      return BREAK;
    case 'b':
    case 'strong':
      return delimited(inlines(node, depth), '**');
    case 'i':
    case 'em':
      return delimited(inlines(node, depth), '*');
    case 's':
    case 'strike':
    case 'del':
      return delimited(inlines(node, depth), '~~');
    case 'code':
    case 'tt':
      return delimited(flatText(node), '`');
    case 'a':
      return link(node, depth);
    default:
      return inlines(node, depth);
  }
}

/** Emphasis ends before its white space, and does not go over a line. */
function delimited(text: string, sign: string): string {
  const inner = text.trim();
  if (inner === '' || inner.includes(BREAK) || inner.includes(sign)) return text;
  const start = text.indexOf(inner);
  return `${text.slice(0, start)}${sign}${inner}${sign}${text.slice(start + inner.length)}`;
}

function link(element: Element, depth: number): string {
  const text = inlines(element, depth);
  const href = attribute(element, 'href').trim();
  const label = text.replaceAll(BREAK, ' ').replaceAll(/\s+/g, ' ').trim();
  if (label === '') return '';
  if (!/^(?:https?|ftp):/i.test(href)) return text;
  if (label === href || label === href.replace(/^https?:\/\/|\/$/g, '')) return `<${href}>`;
  if (href.length > 2000) return text;
  return `[${label.replaceAll(/[[\]]/g, '\\$&')}](${href.replaceAll(/[\s<>()]/g, (sign) => encodeURIComponent(sign).replace('(', '%28').replace(')', '%29'))})`;
}

function flatText(root: Parent): string {
  let text = '';
  const stack: Node[] = [...root.childNodes].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.nodeName === '#text' && 'value' in node) text += String(node.value);
    else if (node.nodeName === 'br') text += '\n';
    else if (isElement(node) && !DROPPED.has(node.tagName))
      for (let index = node.childNodes.length - 1; index >= 0; index--) {
        const child = node.childNodes[index];
        if (child !== undefined) stack.push(child);
      }
  }
  return text;
}

function foldInline(text: string): string {
  return text
    .replaceAll(/(?:\s|\u200b|\u200c|\ufeff|\u034f|\u00ad)+/gu, ' ')
    .replaceAll(/ ?\ufdd1 ?/g, '\n')
    .replace(/^ +| +$/g, '')
    .replaceAll(/\n{3,}/g, '\n\n');
}
