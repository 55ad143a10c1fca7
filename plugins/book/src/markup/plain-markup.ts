import { type Element, type Node, qualityOf, type TextQuality } from '@bowerbird/markdown';
import { countLetters } from '../book/quality.ts';
import type { Kind } from './kinds.ts';
import { type Dialect, decode, NotPlain, readStartTag, type StartTag } from './start-tag.ts';
import { AMPERSAND, LETTER, qualityBy, SIGNS, TAG, worse } from './text-signs.ts';

interface OpenElement extends Omit<Element, 'children' | 'text'> {
  children: Node[];
  text: TextQuality;
}

/** A document, read. */
export interface PlainTree {
  readonly root: Element;
  /** Letters and digits in its body. */
  readonly letters: number;
}

// Deeper trees are cut by who reads what is not plain, and longer files are left out.
const MOST_OPEN = 150;
const MOST_TAGS = 500_000;
// A longer tag is seldom written twice.
const MOST_KNOWN = 40;
const [EXCLAMATION, HYPHEN, SLASH, GREATER, QUESTION] = [33, 45, 47, 62, 63];

/**
 * The tree of XML or XHTML that is written as nearly all is: each element with its end, each attribute with its value between quotes, and nothing that HTML
 * and XML read otherwise. It needs less than half of the time of a parser that forgives everything.
 * @returns `undefined`: something in it is not plain, and who forgives has to read it
 */
export function readPlainMarkup(text: string, dialect: Dialect): PlainTree | undefined {
  try {
    return new PlainReader(text, dialect).read();
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class PlainReader {
  readonly #text: string;
  readonly #dialect: Dialect;
  /** A book says the same start tags over and over: each is read once. */
  readonly #known = new Map<string, StartTag>();
  // The nodes of all open elements one after the other, and where those of each begin: so a list of children is made once, in its size.
  readonly #nodes: Node[] = [];
  #count = 0;
  readonly #starts: number[] = [];
  readonly #open: OpenElement[] = [];
  readonly #kinds: Kind[] = [];
  #letters = 0;
  #lettersInBody: number | undefined;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  read(): PlainTree {
    const text = this.#text;
    const root: OpenElement = { name: '', attributes: {}, children: [], parent: undefined, text: 'plain' };
    this.#start(root, ROOT);
    for (let at = 0, tags = 0; at < text.length; tags++) {
      at = this.#textFrom(at);
      if (at === text.length) break;
      at = this.#markup(at);
      if (tags > MOST_TAGS) throw new NotPlain();
    }
    if (this.#open.length !== 1) throw new NotPlain();
    this.#end();
    return { root, letters: this.#lettersInBody ?? this.#letters };
  }

  #start(element: OpenElement, kind: Kind): void {
    this.#open.push(element);
    this.#kinds.push(kind);
    this.#starts.push(this.#count);
    if (this.#open.length > MOST_OPEN) throw new NotPlain();
  }

  #startBody(): void {
    if (this.#lettersInBody !== undefined) throw new NotPlain();
    this.#lettersInBody = 0;
    this.#letters = 0;
  }

  #end(): void {
    const element = this.#open.pop() as OpenElement;
    const start = this.#starts.pop() as number;
    this.#kinds.pop();
    if (start < this.#count) element.children = this.#nodes.slice(start, this.#count);
    this.#count = start;
    if (element.name === 'body') this.#lettersInBody = this.#letters;
  }

  /** Reads text, which may be none, to where it ends. All that is to be known of it is found out in this one pass. */
  #textFrom(start: number): number {
    const text = this.#text;
    let [seen, repeated, before, letters, at] = [0, 0, 0, 0, start];
    for (; at < text.length; at++) {
      const sign = SIGNS[text.charCodeAt(at)] as number;
      if (sign === TAG) break;
      seen |= sign;
      repeated |= sign & before;
      before = sign;
      letters += sign & LETTER;
    }
    if (at === start) return at;
    const piece = text.slice(start, at);
    if (this.#kind.content === 'raw') this.#add(piece, 'other');
    else if ((seen & AMPERSAND) !== 0) {
      const decoded = decode(piece, this.#dialect.text);
      this.#letters += countLetters(decoded);
      this.#add(decoded, qualityOf(decoded));
    } else {
      this.#letters += letters;
      this.#add(piece, qualityBy(seen, repeated));
    }
    return at;
  }

  #add(text: string, quality: TextQuality): void {
    const parent = this.#open[this.#open.length - 1] as OpenElement;
    const before = this.#nodes[this.#count - 1];
    if (typeof before === 'string' && this.#count > (this.#starts[this.#starts.length - 1] as number)) {
      // A comment parts no text.
      this.#nodes[this.#count - 1] = before + text;
      parent.text = 'other';
    } else {
      this.#nodes[this.#count++] = text;
      parent.text = worse(parent.text, quality);
    }
  }

  get #kind(): Kind {
    return this.#kinds[this.#kinds.length - 1] as Kind;
  }

  /** Reads what begins with `<` at a place, and gives the place behind it. */
  #markup(at: number): number {
    const next = this.#text.charCodeAt(at + 1);
    if (next === SLASH) return this.#endTag(at);
    // In a title or a script it is text.
    if (this.#kind.content !== 'any') throw new NotPlain();
    if (next === EXCLAMATION) return this.#declaration(at);
    if (next === QUESTION) return behind(this.#text, this.#dialect.xml ? '?>' : '>', at);
    return this.#startTag(at);
  }

  #endTag(at: number): number {
    const { name } = this.#kind;
    const end = at + 2 + name.length;
    if (name === '' || !this.#text.startsWith(name, at + 2) || this.#text.charCodeAt(end) !== GREATER)
      throw new NotPlain();
    this.#end();
    return end + 1;
  }

  /** A comment, or the type of the document. */
  #declaration(at: number): number {
    const text = this.#text;
    if (text.startsWith('<!--', at)) {
      const end = behind(text, '-->', at + 4);
      const first = text.charCodeAt(at + 4);
      // These end a comment of HTML earlier.
      if (first === GREATER || first === HYPHEN || text.slice(at, end).includes('--!>')) throw new NotPlain();
      return end;
    }
    const end = behind(text, '>', at);
    if (!/^<!doctype\s[^[]*>$/i.test(text.slice(at, end))) throw new NotPlain();
    return end;
  }

  #startTag(at: number): number {
    // A value may hold it, too: then this is but a part of the tag, which will be found to have no end.
    const end = behind(this.#text, '>', at);
    const source = this.#text.slice(at, end);
    let tag = source.length <= MOST_KNOWN ? this.#known.get(source) : undefined;
    if (tag === undefined) {
      tag = readStartTag(source, this.#dialect);
      if (source.length <= MOST_KNOWN) this.#known.set(source, tag);
    }
    const { kind, attributes, isWhole } = tag;
    if (this.#kind.isEndedBy?.has(kind.name)) throw new NotPlain();
    const element: OpenElement = {
      name: kind.name,
      attributes,
      children: [],
      parent: this.#open[this.#open.length - 1] as Element,
      text: 'plain',
    };
    this.#nodes[this.#count++] = element;
    if (kind.name === 'body') this.#startBody();
    if (!isWhole) this.#start(element, kind);
    return end;
  }
}

const ROOT: Kind = { name: '', content: 'any' };

function behind(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at < 0) throw new NotPlain();
  return at + end.length;
}
