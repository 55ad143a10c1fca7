import type { Marks } from '../book/marks.ts';
import { withoutControls, withoutMarks } from '../book/marks.ts';
import { BLOCKS, INLINE_CONTAINERS, isPageBreak, SKIPPED, svgText, svgTexts, texOf } from './elements.ts';
import { codeBlock, codeSpan, escapeStart, escapeText, indent, linkTarget, shifted, wrap } from './inline.ts';
import { hasStrays, pipeTable, tableGrid } from './table.ts';
import {
  childElements,
  type Element,
  findElement,
  isElement,
  localName,
  type Node,
  rawText,
  textOf,
} from './tree.ts';

/** What a renderer must know beside the tree. */
export interface RenderContext {
  readonly marks: Marks;
  /** The marks for an element, as the text holds them, or ''. */
  markFor(element: Element): string;
  /** What a link to this address becomes: an address for readers, or `undefined` for one inside the book. */
  address(href: string): string | undefined;
  /** The place of a picture, from the root of the book. */
  picture(source: string): string;
  /** The number of the note that an element refers to. */
  referenceOf(element: Element): number | undefined;
  /** The number of the note that an element is. */
  noteOf(element: Element): number | undefined;
  /** What is for readers of the original alone: the way back from a note, a skipped element. */
  isDropped(element: Element): boolean;
}

const HEADING = /^h([1-6])$/;

/** Renders XHTML and HTML as GitHub-flavoured Markdown, with marks in it for what the contents, links and pages lead to. */
export class Renderer {
  readonly #context: RenderContext;
  // Marks of elements without text of their own: they belong to what comes next.
  #pending = '';
  #notes: string[] = [];
  #emphasis = '';

  constructor(context: RenderContext) {
    this.#context = context;
  }

  /** The Markdown of an element: its blocks, with empty lines between them. */
  render(element: Element): string {
    // Contents lead to the ids of `body` and `html` too.
    for (let each: Element | undefined = element; each; each = each.parent)
      this.#pending += this.#context.markFor(each);
    const blocks = this.#blocks(element);
    blocks.push(...this.#takeNotes());
    const rest = this.#takePending();
    return blocks.join('\n\n') + rest;
  }

  #blocks(parent: Element): string[] {
    const blocks: string[] = [];
    let line = '';
    const endLine = () => {
      const text = tidy(line);
      line = '';
      if (withoutMarks(text) !== '') blocks.push(escapeStart(text));
      else this.#pending += text;
    };
    for (const child of parent.children) {
      if (typeof child === 'object' && this.#isBlock(child)) {
        // What stands before a block is a paragraph of its own, and keeps its marks.
        endLine();
        blocks.push(...this.#block(child));
      } else line += this.#inline(child);
    }
    endLine();
    return blocks;
  }

  #isBlock(element: Element): boolean {
    const name = localName(element);
    if (BLOCKS.has(name) || this.#context.noteOf(element) !== undefined) return true;
    if (INLINE_CONTAINERS.has(name))
      return element.children.some((child) => typeof child === 'object' && this.#isBlock(child));
    return false;
  }

  #block(element: Element): readonly string[] {
    if (this.#isSkipped(element)) return [];
    const note = this.#context.noteOf(element);
    if (note !== undefined) {
      this.#notes.push(this.#note(element, note));
      return [];
    }
    this.#pending += this.#context.markFor(element);
    if (isPageBreak(element)) return [];
    return this.#blockOf(localName(element), element);
  }

  #blockOf(name: string, element: Element): readonly string[] {
    const heading = HEADING.exec(name);
    if (heading) return this.#heading(element, Number(heading[1]));
    switch (name) {
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
        return this.#list(element, name === 'ol');
      case 'dl':
        return element.children.flatMap((child) => this.#definition(child));
      case 'blockquote':
        return this.#quotation(element);
      case 'pre':
        return this.#preformatted(element);
      case 'table':
        return this.#table(element);
      case 'hr':
        return [`${this.#takePending()}---`];
      default:
        return this.#blocks(element);
    }
  }

  #heading(element: Element, level: number): readonly string[] {
    const text = tidy(this.#inlines(element)).replace(/\s*\n\s*/g, ' ');
    if (withoutMarks(text) === '') {
      this.#pending += text;
      return [];
    }
    return [`${this.#context.marks.add({ kind: 'heading', level })}${text}`];
  }

  #list(element: Element, isOrdered: boolean): readonly string[] {
    const start = Number.parseInt(element.attributes.start ?? '1', 10);
    let number = Number.isFinite(start) ? start : 1;
    const items: string[] = [];
    for (const child of element.children) {
      // Lists inside lists without an item between them are usual, and so are texts.
      const blocks =
        typeof child === 'object' && child.name === 'li' ? this.#item(child) : this.#anything(child);
      if (blocks.length === 0) continue;
      const marker = isOrdered ? `${number}. ` : '- ';
      number++;
      const isTight =
        blocks.length < 3 &&
        blocks.slice(1).every((block) => /^\s*(?:[-*]|\d+\.) /.test(withoutMarks(block)));
      items.push(indent(blocks.join(isTight ? '\n' : '\n\n'), ' '.repeat(marker.length), marker));
    }
    return items.length === 0
      ? []
      : [items.join(items.some((item) => item.includes('\n\n')) ? '\n\n' : '\n')];
  }

  #item(element: Element): readonly string[] {
    const note = this.#context.noteOf(element);
    if (note !== undefined) {
      this.#notes.push(this.#note(element, note));
      return [];
    }
    if (this.#isSkipped(element)) return [];
    this.#pending += this.#context.markFor(element);
    return this.#blocks(element);
  }

  /** A child where another kind is expected: it is not lost. */
  #anything(node: Node): readonly string[] {
    return typeof node === 'object' && this.#isBlock(node)
      ? this.#block(node)
      : this.#blocks({ name: '', attributes: {}, children: [node], parent: undefined });
  }

  #definition(node: Node): readonly string[] {
    if (!isElement(node, 'dt')) return this.#anything(node);
    const blocks = this.#block(node);
    return blocks.map((block) => (block.includes('\n') ? block : wrap(block, '**')));
  }

  #quotation(element: Element): readonly string[] {
    const blocks = this.#blocks(element);
    if (blocks.length === 0) return [];
    return [blocks.join('\n\n').replace(/^/gm, '> ').replace(/^> $/gm, '>')];
  }

  #preformatted(element: Element): readonly string[] {
    const code = withoutControls(rawText(element));
    const inner = findElement(element, 'code');
    const language = /\b(?:language|lang|highlight)-([\w+#-]+)/.exec(
      `${element.attributes.class ?? ''} ${inner?.attributes.class ?? ''}`,
    )?.[1];
    const marks = this.#takePending() + this.#marksIn(element);
    return code.trim() === '' ? [] : [marks + codeBlock(code, language)];
  }

  /** Marks of what is inside an element that is rendered as one piece. */
  #marksIn(element: Element): string {
    return childElements(element)
      .map((child) => this.#context.markFor(child) + this.#marksIn(child))
      .join('');
  }

  #table(element: Element): readonly string[] {
    const caption = childElements(element, 'caption').flatMap((one) => this.#block(one));
    // Notes in rows are notes, and the table is how they were placed.
    const isOfNotes = childElements(element, 'tr', 'tbody').some((row) =>
      [row, ...childElements(row)].some((each) => this.#context.noteOf(each) !== undefined),
    );
    const grid = isOfNotes || hasStrays(element) ? undefined : tableGrid(element);
    if (!grid)
      return [
        ...caption,
        ...this.#blocks({
          ...element,
          children: element.children.filter((child) => !isElement(child, 'caption')),
        }),
      ];
    const rows = grid.map((row) => row.map((cell) => (cell ? this.#cell(cell.element) : '')));
    if (rows.every((row) => row.every((cell) => withoutMarks(cell) === ''))) {
      this.#pending += rows.flat().join('');
      return caption;
    }
    return [...caption, pipeTable(rows)];
  }

  #cell(element: Element): string {
    this.#pending += this.#context.markFor(element);
    const blocks = this.#blocks(element);
    return blocks.map((block) => block.replace(/ {2}\n|\n+/g, '<br>')).join('<br>');
  }

  #note(element: Element, number: number): string {
    const outer = { pending: this.#pending, notes: this.#notes };
    this.#pending = this.#context.markFor(element);
    this.#notes = [];
    // Its own label, which may be a block by itself: it has one anew.
    const [first = '', ...others] = this.#blocks(element);
    const start = first.replace(NOTE_LABEL, '$1');
    const blocks =
      withoutMarks(start) === '' && others.length > 0
        ? [start + others[0], ...others.slice(1)]
        : [start, ...others];
    const text = `${indent(blocks.join('\n\n'), '    ', `[^${number}]: `)}${this.#takePending()}`;
    const inner = this.#notes;
    this.#pending = outer.pending;
    this.#notes = outer.notes;
    return [text, ...inner].join('\n\n');
  }

  #takeNotes(): string[] {
    const notes = this.#notes;
    this.#notes = [];
    return notes;
  }

  #takePending(): string {
    const pending = this.#pending;
    this.#pending = '';
    return pending;
  }

  #isSkipped(element: Element): boolean {
    const { attributes } = element;
    if (SKIPPED.has(localName(element)) || this.#context.isDropped(element)) return true;
    return attributes.hidden !== undefined || /display\s*:\s*none/.test(attributes.style ?? '');
  }

  #inlines(element: Element): string {
    let text = '';
    for (const child of element.children) text += this.#inline(child);
    return text;
  }

  #inline(node: Node): string {
    if (typeof node === 'string') return this.#text(node);
    if (this.#isSkipped(node)) {
      this.#pending += this.#context.markFor(node);
      return '';
    }
    this.#pending += this.#context.markFor(node);
    if (isPageBreak(node)) return '';
    const note = this.#context.referenceOf(node);
    if (note !== undefined) {
      return `${this.#takePending()}[^${note}]`;
    }
    return this.#inlineOf(localName(node), node);
  }

  #inlineOf(name: string, node: Element): string {
    switch (name) {
      case 'br':
        return '\n';
      case 'em':
      case 'i':
      case 'cite':
      case 'dfn':
      case 'var':
        return this.#emphasised(node, '*');
      case 'strong':
      case 'b':
        return this.#emphasised(node, '**');
      case 'code':
      case 'kbd':
      case 'samp':
      case 'tt':
        return this.#takePending() + codeSpan(withoutControls(rawText(node))) + this.#marksIn(node);
      case 'sup':
      case 'sub':
        return this.#shifted(node, name);
      case 'a':
        return this.#link(node);
      case 'img':
      case 'image':
        return this.#image(node);
      case 'svg':
        return this.#picture(node);
      case 'math':
        return this.#formula(node);
      case 'rt':
        return ` (${this.#inlines(node).trim()})`.trimStart();
      case 'switch':
        return this.#inlines(findElement(node, 'default') ?? node);
      default:
        return this.#inlineBlock(name, node);
    }
  }

  /** A block where a line is expected, such as a paragraph in a cell or a heading: a line of its own. */
  #inlineBlock(name: string, node: Element): string {
    const text = this.#inlines(node);
    return BLOCKS.has(name) && text.trim() !== '' ? ` ${text} ` : text;
  }

  #text(text: string): string {
    const clean = withoutControls(text).replaceAll('\u00ad', '').replace(SPACES, ' ');
    if (clean === ' ' || clean === '') return clean;
    const escaped = escapeText(clean);
    if (this.#pending === '') return escaped;
    // Where the word is, not where the space before it is.
    const space = escaped.startsWith(' ') ? ' ' : '';
    return space + this.#takePending() + escaped.slice(space.length);
  }

  #emphasised(node: Element, delimiter: string): string {
    if (this.#emphasis.includes(delimiter === '*' ? 'i' : 'b')) return this.#inlines(node);
    const before = this.#emphasis;
    this.#emphasis += delimiter === '*' ? 'i' : 'b';
    const text = this.#inlines(node);
    this.#emphasis = before;
    // Emphasis does not go over a break of lines.
    return text
      .split('\n')
      .map((line) => wrap(line, delimiter))
      .join('\n');
  }

  #shifted(node: Element, name: 'sup' | 'sub'): string {
    const text = this.#inlines(node);
    return text.includes('[^') ? text : shifted(text, name);
  }

  #link(node: Element): string {
    const text = this.#inlines(node);
    const { href } = node.attributes;
    const address = href === undefined ? undefined : this.#context.address(href);
    const plain = withoutMarks(text).trim();
    if (address === undefined || plain === '' || text.includes('[^')) return text;
    if (plain === address) return text;
    const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
    return `${before}[${inner.replace(/\n/g, ' ')}](${linkTarget(address)})${after}`;
  }

  #image(node: Element): string {
    const { attributes } = node;
    const alt = withoutControls(attributes.alt ?? attributes['aria-label'] ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    if (alt === '') return '';
    const source = attributes.src ?? attributes['xlink:href'] ?? attributes.href ?? '';
    return `${this.#takePending()}![${alt.replace(/[[\]\\]/g, '\\$&')}](${linkTarget(this.#context.picture(source))})`;
  }

  /** Of a drawing: what it is called, and the text in it. */
  #picture(node: Element): string {
    const texts = [...svgTexts(node)].map(svgText).filter((text) => text.trim() !== '');
    return this.#text(` ${texts.join(' ')} `);
  }

  #formula(node: Element): string {
    const tex = node.attributes.alttext ?? texOf(node);
    if (tex === undefined) return this.#text(textOf(node));
    return `${this.#takePending()}$${withoutControls(tex).trim()}$`;
  }
}

// `[1]`, `1.`, `*` before the text of a note.
const NOTE_LABEL =
  /^((?:\ufdd0\d+\ufdd1)*)(?:\\?\[\d{0,4}\\?\]|\d{1,4}(?:\\?[.):]|(?=\s))|[⁰¹²³⁴-⁹]+|\\?\*{1,3}|[†‡§¶])\s*/;

// What is to be one space; single ones, which are most, stay as they are. A soft hyphen says where a word may be divided, and goes.
const SPACES = / ?[\t\n\r\f\v\u00a0][\s\u00a0]*| {2,}/g;

/** A paragraph: no space at its ends and around its breaks. */
function tidy(line: string): string {
  const text = line.replace(/ {2,}/g, ' ').trim();
  return text.includes('\n') ? text.replace(/ *\n(?: *\n)* */g, '  \n') : text;
}
