import { codeInLine } from './code.ts';
import { type Inline, isVisible, type Mark, type Styled } from './content.ts';
import { type Kind, kindOf } from './elements.ts';
import type { Hooks } from './hooks.ts';
import { shifted, texOf } from './signs.ts';
import { cleanText, foldSpaces, qualityOf, type TextQuality } from './text.ts';
import type { Element, Node } from './tree.ts';

// The tail of a text without an end is looked at once: the pieces hold no second start.
const TEX = /(\\\((?:(?!\\\()[\s\S])+?\\\)|\\\[(?:(?!\\\[)[\s\S])+?\\\])/;

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
    for (const child of element.children) {
      if (typeof child === 'string') continue;
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

  /**
   * Reads a node to the end of a line.
   * @param quality of a text, where it is known
   */
  read(node: Node, run: Inline[], quality?: TextQuality): void {
    if (typeof node === 'string') {
      this.#text(node, quality ?? qualityOf(node), run);
      return;
    }
    this.mark(node);
    if (this.#hooks.isDropped?.(node)) return;
    const instead = this.#hooks.inline?.(node);
    if (instead === undefined) this.#element(kindOf(node), node, run);
    else for (const each of instead) this.#push(typeof each === 'string' ? foldSpaces(each) : each, run);
  }

  #children(element: Element, run: Inline[]): void {
    for (const child of element.children) this.read(child, run, element.text);
  }

  #element({ name, style, isCode, isBlock, isSilent }: Kind, node: Element, run: Inline[]): void {
    if (style !== undefined) this.#styled(name, style, node, run);
    else if (isCode) this.#push({ type: 'code', value: cleanText(codeInLine(node)) }, run);
    else if (name === 'br') run.push({ type: 'break' });
    else if (name === 'a') this.#link(node, run);
    else if (name === 'img' || name === 'image') this.#picture(node, run);
    else if (name === 'sup' || name === 'sub') this.#shifted(node, name, run);
    else if (name === 'math') this.#formula(node, run);
    else if (name === 'rt') run.push('(', ...this.line(node), ')');
    // A block where a line is expected, such as a paragraph in a heading.
    else if (isBlock) run.push(' ', ...this.line(node), ' ');
    else if (!isSilent) this.#children(node, run);
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

  #text(text: string, quality: TextQuality, run: Inline[]): void {
    if (quality === 'plain') this.#folded(text, run);
    else if (quality === 'wrapped') this.#folded(text.replaceAll('\n', ' '), run);
    else if (quality === 'uneven') this.#folded(foldSpaces(text), run);
    else this.#withTex(text, run);
  }

  /** TeX between `\\(` and `\\)` or `\\[` and `\\]`, for a script that has not run, is a formula. */
  #withTex(text: string, run: Inline[]): void {
    for (const [index, piece] of text.split(TEX).entries()) {
      const tex = index % 2 === 0 ? '' : piece.slice(2, -2).trim();
      if (tex === '') this.#folded(foldSpaces(cleanText(piece)), run);
      else this.#push({ type: 'math', value: cleanText(tex), isDisplayed: piece.startsWith('\\[') }, run);
    }
  }

  #folded(text: string, run: Inline[]): void {
    if (text === '') return;
    const start = this.#pending.length === 0 ? -1 : text.search(/\S/);
    // Where the word is, not where the space before it is.
    if (start < 0) run.push(text);
    else run.push(text.slice(0, start), ...this.takeMarks(), text.slice(start));
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
    if (children.every((child) => typeof child === 'string'))
      run.push(foldSpaces(shifted(children.join(''), name)));
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
