import { strikethrough } from '@joplin/turndown-plugin-gfm';
import TurndownService from 'turndown';
import { LANGUAGE_ATTRIBUTE } from './code-blocks.ts';
import { all, type DomElement } from './dom.ts';

// Between cells and behind headings while Markdown is written. Control characters are taken out of pages, so none is a page's own.
const CELL = '\u0001';
// In the place of a backslash that is needed at the start of a line only.
const MAYBE = '\u0003';
/** Stands between a heading and the id it had in the page. */
export const ANCHOR = '\u0002';

/** Content that `prepare` has been over, as GitHub-flavoured Markdown. Headings carry their ids behind {@link ANCHOR}. */
export function toMarkdown(root: DomElement): string {
  const service = new TurndownService({
    headingStyle: 'atx',
    hr: '---',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    emDelimiter: '*',
    br: '  ',
  });
  service.use(strikethrough);
  for (const [name, rule] of Object.entries(RULES)) service.addRule(name, rule);
  const escapeSigns = service.escape.bind(service);
  service.escape = (text) =>
    escapeSigns(text)
      .replace(/^(\d*)\\(?=[-+=#>.~])/, `$1${MAYBE}`)
      .replace(/^(\d{1,9})(?=\)\s)/, `$1${MAYBE}`)
      // Text that looks like a tag or a character reference is text: Turndown leaves it to be read as HTML.
      .replace(/<(?=[a-z/!?])|&(?=#?\w+;)/gi, '\\$&');
  return service.turndown(root as never).replaceAll(MAYBE, escapeAtLineStart);
}

const LINE_START = /(?:^|\n)[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*\d*$/;
const MARKER_LENGTH = 100;

/** Turndown escapes what would begin a list or a heading at the start of each piece of text; it is needed at that of a line. */
function escapeAtLineStart(_: string, offset: number, whole: string): string {
  const from = offset - MARKER_LENGTH;
  const before = from <= 0 ? `\n${whole.slice(0, offset)}` : whole.slice(from, offset);
  return LINE_START.test(before) ? '\\' : '';
}

type Rule = TurndownService.Rule;

const RULES: Readonly<Record<string, Rule>> = {
  heading: {
    filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
    replacement: (content, node) => heading(content, dom(node)),
  },
  emphasis: {
    filter: ['em', 'i'],
    replacement: (content, node) => emphasise(content, emphasisSign(dom(node)), dom(node)),
  },
  strong: { filter: ['strong', 'b'], replacement: (content, node) => emphasise(content, '**', dom(node)) },
  listItem: { filter: 'li', replacement: (content, node) => listItem(content, dom(node)) },
  codeBlock: { filter: 'pre', replacement: (_, node) => codeBlock(dom(node)) },
  task: { filter: 'input', replacement: (_, node) => task(dom(node)) },
  cell: { filter: ['td'], replacement: (content) => `${inline(content).replace(/\|/g, '\\|')}${CELL}` },
  row: { filter: 'tr', replacement: (content) => `${content.replace(/\n/g, ' ')}\n` },
  table: { filter: 'table', replacement: (content) => table(content) },
  summary: { filter: 'summary', replacement: (content) => `\n\n${delimit(inline(content), '**')}\n\n` },
  link: {
    filter: (node) => node.nodeName === 'A' && node.getAttribute('href') !== null,
    replacement: (content, node) => link(content, dom(node)),
  },
  note: {
    filter: (node) => node.nodeName === 'X-NOTE',
    replacement: (_, node) => `[^${dom(node).textContent}]`,
  },
  definition: {
    filter: (node) => node.nodeName === 'X-DEFINITION',
    replacement: (content, node) => definition(content, dom(node)),
  },
  math: {
    filter: (node) => node.nodeName === 'X-MATH',
    replacement: (_, node) => `$${dom(node).textContent.replace(/\s+/g, ' ')}$`,
  },
};

function dom(node: unknown): DomElement {
  return node as DomElement;
}

/** One line. */
function inline(content: string): string {
  return content.replace(/\s+/g, ' ').trim();
}

function heading(content: string, node: DomElement): string {
  const text = inline(content);
  if (text === '') return '';
  // Level 1 is the document's title, which is not in the text.
  const level = Math.max(2, Number(node.tagName.slice(1)));
  const anchor = node.id === '' ? '' : `${ANCHOR}${node.id.replace(/\s+/g, '')}`;
  return `\n\n${'#'.repeat(level)} ${text}${anchor}\n\n`;
}

/** Emphasis holds no blocks, and none stands in itself. */
function delimit(content: string, delimiter: string): string {
  const text = content.trim();
  if (text === '' || /\n\s*\n/.test(text)) return content;
  if (text.startsWith(delimiter) || text.endsWith(delimiter)) return text;
  return `${delimiter}${text}${delimiter}`;
}

/**
 * Delimiters between a sign and a letter would be read as asterisks (CommonMark 0.31.2, section 6.2, flanking): the text goes without
 * emphasis there.
 */
function emphasise(content: string, delimiter: string, node: DomElement): string {
  const text = content.trim();
  const before = node.previousSibling?.textContent.at(-1) ?? ' ';
  const after = node.nextSibling?.textContent.at(0) ?? ' ';
  const isOpen = WORD.test(before) && !WORD.test(text.at(0) ?? ' ') && text === content.trimEnd();
  const isClosed = WORD.test(after) && !WORD.test(text.at(-1) ?? ' ') && text === content.trimStart();
  return isOpen || isClosed || text.includes(delimiter) ? content : delimit(content, delimiter);
}

const WORD = /[\p{L}\p{N}]/u;

/** `**a**_b_`: asterisks beside those of strong text would be read as one run. */
function emphasisSign({ previousSibling, nextSibling }: DomElement): string {
  const isStrong = (name: string | undefined): boolean => name === 'B' || name === 'STRONG';
  return isStrong(previousSibling?.nodeName) || isStrong(nextSibling?.nodeName) ? '_' : '*';
}

function listItem(content: string, node: DomElement): string {
  const isOrdered = node.parentNode?.tagName === 'OL';
  const marker = isOrdered ? `${node.getAttribute('value') ?? 1}.` : '-';
  const body = content.replace(/^\n+/, '').replace(/\s+$/, '');
  if (body === '') return '';
  const indented = body.replace(/\n(?=.)/g, `\n${' '.repeat(marker.length + 1)}`);
  return `${marker} ${indented.replace(/\n{3,}/g, '\n\n')}\n`;
}

/** A note at the end; the lines after its first are indented. */
function definition(content: string, node: DomElement): string {
  const text = content
    .trim()
    .replace(/^\\?[[(]?\d{1,3}\\?[\]).:]+\s+/, '')
    .replace(/\n(?=.)/g, '\n    ');
  return text === '' ? '' : `\n\n[^${node.getAttribute('data-note')}]: ${text}\n\n`;
}

function task(node: DomElement): string {
  const gap = /^\s/.test(node.nextSibling?.textContent ?? '') ? '' : ' ';
  return `[${node.hasAttribute('checked') ? 'x' : ' '}]${gap}`;
}

function codeBlock(node: DomElement): string {
  const code = node.textContent.replace(/\r\n?/g, '\n').replace(/^(?:[ \t]*\n)+|\s+$/g, '');
  if (code === '') return '';
  const longest = Math.max(2, ...[...code.matchAll(/^\s*(`{3,})/gm)].map((match) => match[1]?.length ?? 0));
  const fence = '`'.repeat(longest + 1);
  return `\n\n${fence}${node.getAttribute(LANGUAGE_ATTRIBUTE) ?? ''}\n${code}\n${fence}\n\n`;
}

function table(content: string): string {
  const rows = content
    .split('\n')
    .filter((line) => line.includes(CELL))
    .map((line) =>
      line
        .split(CELL)
        .slice(0, -1)
        .map((cell) => cell.trim()),
    );
  const [first] = rows;
  if (first === undefined) return '';
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  lines.splice(1, 0, `| ${first.map(() => '---').join(' | ')} |`);
  return `\n\n${lines.join('\n')}\n\n`;
}

function link(content: string, node: DomElement): string {
  const text = inline(content);
  const href = (node.getAttribute('href') ?? '')
    .replace(/\s/g, '%20')
    .replace(/[<>()]/g, (sign) => `\\${sign}`);
  const isLabel = text !== '' || all(node, 'img').length > 0;
  return isLabel ? `[${text}](${href})` : '';
}
