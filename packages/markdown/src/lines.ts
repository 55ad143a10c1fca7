import { codeInLine } from './code.ts';
import { type Inline, isVisible, type Mark, type Styled } from './content.ts';
import { BLOCKS, CODE, SILENT, STYLES } from './elements.ts';
import type { Hooks } from './hooks.ts';
import { shifted, texOf } from './signs.ts';
import { childElements, type Element, localName, type Node } from './tree.ts';

// Controls, what Unicode keeps for the inside of programs, and what has no width: it breaks words for search and for models.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NO_TEXT = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufdd0-\ufdef\ufeff]/g;

// The tail of a text without an end is looked at once: the pieces hold no second start.
const TEX = /(\\\((?:(?!\\\()[\s\S])+?\\\)|\\\[(?:(?!\\\[)[\s\S])+?\\\])/;

/** Text from outside, without what is none. */
export function cleanText(text: string): string {
  return text.replace(NO_TEXT, '');
}

/** Reads what stands in lines. */
export class LineReader {
  readonly #hooks: Hooks;
  // Marks of elements without text of their own: they belong to what comes next.
  #pending: Mark[] = [];

  constructor(hooks: Hooks) {
    this.#hooks = hooks;
  }

  /** All of an element in one line. */
  line(element: Element): Inline[] {
    const run: Inline[] = [];
    this.#children(element, run);
    return run;
  }

  /** Notes the marks for a place. */
  mark(element: Element): void {
    const marks = this.#hooks.marksOf?.(element);
    if (marks !== undefined) this.#pending.push(...marks);
  }

  /** Likewise of what is inside an element that is read as one piece. */
  markInside(element: Element): void {
    if (this.#hooks.marksOf === undefined) return;
    for (const child of childElements(element)) {
      this.mark(child);
      this.markInside(child);
    }
  }

  /** The marks that wait for what comes next. */
  takeMarks(): readonly Mark[] {
    const marks = this.#pending;
    this.#pending = [];
    return marks;
  }

  /** Puts marks back in front of those that wait. */
  returnMarks(marks: readonly Mark[]): void {
    this.#pending = [...marks, ...this.#pending];
  }

  addressOf({ attributes: { href } }: Element): string | undefined {
    if (href === undefined || this.#hooks.address === undefined) return href;
    return this.#hooks.address(href);
  }

  /** Reads a node to the end of a line. */
  read(node: Node, run: Inline[]): void {
    if (typeof node === 'string') {
      this.#text(node, run);
      return;
    }
    this.mark(node);
    if (this.#hooks.isDropped?.(node)) return;
    const instead = this.#hooks.inline?.(node);
    if (instead === undefined) this.#element(localName(node), node, run);
    else for (const each of instead) this.#push(each, run);
  }

  #children(element: Element, run: Inline[]): void {
    for (const child of element.children) this.read(child, run);
  }

  #element(name: string, node: Element, run: Inline[]): void {
    const style = STYLES[name];
    if (style !== undefined) this.#styled(name, style, node, run);
    else if (CODE.has(name)) this.#push({ type: 'code', value: cleanText(codeInLine(node)) }, run);
    else if (name === 'br') run.push({ type: 'break' });
    else if (name === 'a') this.#link(node, run);
    else if (name === 'img' || name === 'image') this.#picture(node, run);
    else if (name === 'sup' || name === 'sub') this.#shifted(node, name, run);
    else if (name === 'math') this.#formula(node, run);
    else if (name === 'rt') run.push('(', ...this.line(node), ')');
    // A block where a line is expected, such as a paragraph in a heading.
    else if (BLOCKS.has(name)) run.push(' ', ...this.line(node), ' ');
    else if (!SILENT.has(name)) this.#children(node, run);
  }

  #styled(name: string, type: Styled['type'], node: Element, run: Inline[]): void {
    const children = this.line(node);
    // A citation that leads to a note is no title of a work.
    if (name === 'cite' && children.some(isReference)) run.push(...children);
    else run.push({ type, children });
  }

  #push(node: Inline, run: Inline[]): void {
    if (this.#pending.length > 0 && isVisible(node)) run.push(...this.takeMarks());
    run.push(node);
  }

  /** TeX between `\\(` and `\\)` or `\\[` and `\\]`, for a script that has not run, is a formula. */
  #text(text: string, run: Inline[]): void {
    if (!TEX.test(text)) {
      this.#plain(text, run);
      return;
    }
    for (const [index, piece] of text.split(TEX).entries()) {
      const tex = index % 2 === 0 ? '' : piece.slice(2, -2).trim();
      if (tex === '') this.#plain(piece, run);
      else this.#push({ type: 'math', value: cleanText(tex), isDisplayed: piece.startsWith('\\[') }, run);
    }
  }

  #plain(text: string, run: Inline[]): void {
    const clean = cleanText(text);
    if (clean === '') return;
    const start = this.#pending.length === 0 ? -1 : clean.search(/\S/);
    // Where the word is, not where the space before it is.
    if (start < 0) run.push(clean);
    else run.push(clean.slice(0, start), ...this.takeMarks(), clean.slice(start));
  }

  #link(node: Element, run: Inline[]): void {
    const children = this.line(node);
    const url = this.addressOf(node);
    const isLink = url !== undefined && children.some(isVisible) && !children.some(isReference);
    if (isLink) run.push({ type: 'link', url, children });
    else run.push(...children);
  }

  #picture(node: Element, run: Inline[]): void {
    const { src = '', alt = '' } = node.attributes;
    const picture: Inline | undefined = this.#hooks.picture
      ? this.#hooks.picture(node)
      : { type: 'image', url: src, alt: cleanText(alt).replace(/\s+/g, ' ').trim() };
    if (picture !== undefined) this.#push(picture, run);
  }

  #shifted(node: Element, name: 'sup' | 'sub', run: Inline[]): void {
    const children = this.line(node);
    if (children.every((child) => typeof child === 'string')) run.push(shifted(children.join(''), name));
    else run.push(...children);
  }

  #formula(node: Element, run: Inline[]): void {
    const value = cleanText(texOf(node));
    if (value !== '') this.#push({ type: 'math', value }, run);
  }
}

function isReference(node: Inline): boolean {
  if (typeof node === 'string') return false;
  return 'children' in node ? node.children.some(isReference) : node.type === 'reference';
}
