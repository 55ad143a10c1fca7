import { htmlKind, type Kind, xmlKind } from './kinds.ts';

/** How markup is read. */
export interface Dialect {
  readonly xml: boolean;
  /** What a character reference says in text. */
  text(reference: string): string;
  /** Likewise in the value of an attribute. */
  attribute(reference: string): string;
}

/** A start tag, read. */
export interface StartTag {
  readonly kind: Kind;
  readonly attributes: Readonly<Record<string, string>>;
  /** It is all there is of the element. */
  readonly isWhole: boolean;
}

/** What is not plain is left to who forgives it. */
export class NotPlain extends Error {}

const REFERENCE = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{0,31});/iy;
const [TAB, LINE_FEED, FORM_FEED, RETURN, SPACE] = [9, 10, 12, 13, 32];
const [QUOTE, APOSTROPHE, SLASH, EQUALS, GREATER] = [34, 39, 47, 61, 62];

/** A start tag from its `<` to its `>`. */
export function readStartTag(source: string, dialect: Dialect): StartTag {
  const last = source.length - 1;
  let at = endOfName(source, 1);
  const kind = (dialect.xml ? xmlKind : htmlKind)(source.slice(1, at));
  if (kind === undefined) throw new NotPlain();
  const attributes: Record<string, string> = {};
  for (;;) {
    while (isSpace(source.charCodeAt(at))) at++;
    if (at === last) return { kind, attributes, isWhole: kind.content === 'none' };
    if (source.charCodeAt(at) === SLASH && at + 1 === last) return { kind, attributes, isWhole: true };
    const start = at;
    at = endOfName(source, at);
    const quote = source.charCodeAt(at + 1);
    if (at === start || source.charCodeAt(at) !== EQUALS || (quote !== QUOTE && quote !== APOSTROPHE))
      throw new NotPlain();
    const written = source.slice(start, at);
    const name = dialect.xml ? written : written.toLowerCase();
    const end = source.indexOf(quote === QUOTE ? '"' : "'", at + 2);
    if (end < 0) throw new NotPlain();
    const value = source.slice(at + 2, end);
    if (!Object.hasOwn(attributes, name))
      attributes[name] = value.includes('&') ? decode(value, dialect.attribute) : value;
    at = end + 1;
  }
}

/** Where a name of an element or an attribute ends. */
function endOfName(source: string, start: number): number {
  for (let at = start; ; at++) {
    const code = source.charCodeAt(at);
    if (code === GREATER || code === EQUALS || code === SLASH || isSpace(code)) return at;
  }
}

function isSpace(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === TAB || code === RETURN || code === FORM_FEED;
}

/** A text with its references read; an `&` that begins none is not plain. */
export function decode(text: string, reference: (source: string) => string): string {
  let decoded = '';
  let at = 0;
  for (let sign = text.indexOf('&'); sign >= 0; sign = text.indexOf('&', at)) {
    REFERENCE.lastIndex = sign;
    const source = REFERENCE.exec(text)?.[0];
    if (source === undefined) throw new NotPlain();
    decoded += text.slice(at, sign) + reference(source);
    at = sign + source.length;
  }
  return decoded + text.slice(at);
}
