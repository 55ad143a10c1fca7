import {
  type DefaultTreeAdapterMap,
  InsertionMode,
  type Parser,
  Token,
  Tokenizer,
  TokenizerMode,
} from 'parse5';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const HYPHEN = 0x2d;
const LESS_THAN = 0x3c;
const EOF = -1;

/**
 * parse5's tokenizer, which takes runs of ordinary characters at once: text up to the next tag or reference, scripts and styles up to the
 * next `<`, attribute values up to their quote. parse5 reads each character through its states, and makes a token of each word and of each
 * space between words; what comes of it is the same. A test holds both trees against each other.
 */
export class RunTokenizer extends Tokenizer {
  readonly #parser: Parser<DefaultTreeAdapterMap>;

  constructor(parser: Parser<DefaultTreeAdapterMap>) {
    super(parser.options, parser);
    this.#parser = parser;
  }

  protected override _emitCodePoint(cp: number): void {
    super._emitCodePoint(cp);
    // White space alone may have a meaning of its own; behind a character it is text like it, in these modes.
    if (this.currentCharacterToken?.type !== Token.TokenType.CHARACTER) return;
    const { insertionMode } = this.#parser;
    const isText =
      insertionMode === InsertionMode.IN_BODY ||
      insertionMode === InsertionMode.TEXT ||
      insertionMode === InsertionMode.IN_CELL;
    if (!isText) return;
    const { state } = this;
    if (state === TokenizerMode.DATA || state === TokenizerMode.RCDATA) this.#runTo(LESS_THAN, AMPERSAND);
    else if (state === TokenizerMode.SCRIPT_DATA || state === TokenizerMode.RAWTEXT)
      this.#runTo(LESS_THAN, LESS_THAN);
  }

  protected override _stateTagName(cp: number): void {
    const token = this.currentToken as Token.TagToken;
    if (token.tagName === '' && isLower(cp)) token.tagName = this.#name();
    else super._stateTagName(cp);
  }

  protected override _stateAttributeName(cp: number): void {
    if (this.currentAttr.name === '' && isLower(cp)) this.currentAttr.name = this.#name();
    else super._stateAttributeName(cp);
  }

  protected override _stateAttributeValueDoubleQuoted(cp: number): void {
    super._stateAttributeValueDoubleQuoted(cp);
    if (isOrdinary(cp, QUOTE)) this.#runTo(QUOTE, AMPERSAND);
  }

  protected override _stateAttributeValueSingleQuoted(cp: number): void {
    super._stateAttributeValueSingleQuoted(cp);
    if (isOrdinary(cp, APOSTROPHE)) this.#runTo(APOSTROPHE, AMPERSAND);
  }

  /** Small letters and hyphens from the current character on: most names are nothing else, and what follows in others is added to it. */
  #name(): string {
    const { preprocessor } = this;
    const { html, pos } = preprocessor;
    let at = pos + 1;
    while (isLower(html.charCodeAt(at)) || html.charCodeAt(at) === HYPHEN) at++;
    preprocessor.pos = at - 1;
    return html.slice(pos, at);
  }

  /** Extends the run up to one of two characters, or to one that is replaced: NUL, carriage return. */
  #runTo(one: number, other: number): void {
    const { preprocessor } = this;
    const { html } = preprocessor;
    let at = preprocessor.pos + 1;
    for (; at < html.length; at++) {
      const code = html.charCodeAt(at);
      if (code === one || code === other || code === 0 || code === CARRIAGE_RETURN) break;
    }
    // The last character of the run is the current one.
    preprocessor.pos = at - 1;
    this.runEnd = at;
  }
}

// Behind a line feed the next one may be ignored: a carriage return was before it.
function isOrdinary(cp: number, quote: number): boolean {
  return cp !== quote && cp !== AMPERSAND && cp !== 0 && cp !== LINE_FEED && cp !== EOF;
}

function isLower(cp: number): boolean {
  return cp >= 0x61 && cp <= 0x7a;
}
