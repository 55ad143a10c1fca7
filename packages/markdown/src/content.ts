/** What stands in a line. */
export type Inline = string | Styled | Link | Image | Code | Formula | Break | Reference | Mark;

/** Emphasised, strong or struck text. */
export interface Styled {
  readonly type: 'emphasis' | 'strong' | 'delete';
  readonly children: readonly Inline[];
}

export interface Link {
  readonly type: 'link';
  readonly url: string;
  readonly children: readonly Inline[];
}

export interface Image {
  readonly type: 'image';
  readonly url: string;
  readonly alt: string;
}

export interface Code {
  readonly type: 'code';
  readonly value: string;
}

/** TeX. */
export interface Formula {
  readonly type: 'math';
  readonly value: string;
  /** It is meant to stand on a line of its own. */
  readonly isDisplayed?: boolean | undefined;
}

export interface Break {
  readonly type: 'break';
}

/** Where a note is referred to. */
export interface Reference {
  readonly type: 'reference';
  readonly label: string;
}

/**
 * A place in the text, for whoever cuts it up later: `value` is written as it is, and taken for nothing. It must be of the shape
 * {@link MARK}, so that it cannot be in any text.
 */
export interface Mark {
  readonly type: 'mark';
  readonly value: string;
}

/** What stands on lines of its own. */
export type Block = Paragraph | Heading | List | Quote | CodeBlock | FormulaBlock | Table | Rule | Note;

export interface Paragraph {
  readonly type: 'paragraph';
  readonly children: readonly Inline[];
}

export interface Heading {
  readonly type: 'heading';
  /** 1 to 6. */
  readonly level: number;
  readonly children: readonly Inline[];
  /** What the page calls the place. */
  readonly id?: string | undefined;
}

export interface List {
  readonly type: 'list';
  /** The first number; `undefined`: bullets. */
  readonly start?: number | undefined;
  readonly items: readonly Item[];
}

export interface Item {
  /** Of a list of tasks. */
  readonly checked?: boolean | undefined;
  readonly children: readonly Block[];
}

export interface Quote {
  readonly type: 'quote';
  readonly children: readonly Block[];
}

export interface CodeBlock {
  readonly type: 'codeBlock';
  readonly value: string;
  readonly language?: string | undefined;
  /** What is to stand in front. */
  readonly marks?: readonly Mark[] | undefined;
}

/** TeX, displayed. */
export interface FormulaBlock {
  readonly type: 'mathBlock';
  readonly value: string;
}

/** Rows of cells; the first is the head. All rows have as many cells. */
export interface Table {
  readonly type: 'table';
  readonly rows: readonly (readonly (readonly Inline[])[])[];
}

export interface Rule {
  readonly type: 'rule';
  readonly marks?: readonly Mark[] | undefined;
}

/** The text of a note. */
export interface Note {
  readonly type: 'note';
  readonly label: string;
  readonly children: readonly Block[];
}

/**
 * A mark in a text: between two noncharacters, which Unicode keeps for the inside of programs (23.7), and which are taken out of every
 * text that is read.
 */
export const MARK = /\ufdd0[^\ufdd1]*\ufdd1/g;

/** A text without its marks. */
export function withoutMarks(text: string): string {
  return text.includes('\ufdd0') ? text.replace(MARK, '') : text;
}

/** Whether anything of this is seen. */
export function isVisible(node: Inline): boolean {
  if (typeof node === 'string') return /\S/.test(node);
  if ('children' in node) return node.children.some(isVisible);
  return node.type !== 'mark' && node.type !== 'break';
}

/** The text of a line, without what it looks like. */
export function plainText(content: readonly Inline[]): string {
  let text = '';
  for (const node of content) {
    if (typeof node === 'string') text += node;
    else if ('children' in node) text += plainText(node.children);
    else if (node.type === 'break') text += ' ';
    else if (node.type === 'image') text += node.alt;
    else if (node.type === 'code' || node.type === 'math') text += node.value;
  }
  return text.replace(/\s+/g, ' ').trim();
}
