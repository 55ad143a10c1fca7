/** Where a piece of text stands: what Markdown makes of a sign depends on it. */
export interface Surroundings {
  /** The last character before it, '' at the start of a line. */
  readonly before: string;
  /** The first one behind it, '' at the end. */
  readonly after: string;
  /** A link or a note follows, which would be a picture behind an exclamation mark. */
  readonly isBeforeBracket: boolean;
  /** It is in the text of a link or a picture. */
  readonly inBrackets: boolean;
  readonly inTable: boolean;
  /** The signs that may have a partner in this line. */
  readonly paired: string;
}

/** What may need to be escaped. */
export const SPECIAL = /[\\`*_~[\]!<&|]|https?:|www\./i;
const RUN = /\\|`+|\*+|_+|~+|[[\]!<&|]/g;
// Such a run, or an address, which goes on to the next space (GFM 0.29, section 6.9).
const RUN_OR_ADDRESS = /(?<![a-zA-Z])(?:https?:\/\/|www\.)[^\s<]+|\\|`+|\*+|_+|~+|[[\]!<&|]/gi;
const PUNCTUATION = /[!-/:-@[-`{-~]/;

/** Text for a line of Markdown: what would be taken for markup is escaped, and nothing else. */
export function escapeText(text: string, around: Surroundings): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(RUN_OR_ADDRESS, (run, offset: number) =>
    /^(?:http|www)/i.test(run)
      ? escapeAddress(run, { ...around, ...neighbours(text, run, offset, around) })
      : escapeRun(text, run, offset, around),
  );
}

/** What a text says that was escaped. */
export function unescapeText(markdown: string): string {
  return markdown.replace(/\\([!-/:-@[-`{-~])|&lt;/g, (_, sign?: string) => sign ?? '<');
}

/** A piece of a line, whatever it will stand beside: all that could be taken for markup is escaped. */
export function escapePiece(text: string): string {
  return escapeText(text, {
    before: '',
    after: '',
    isBeforeBracket: false,
    inBrackets: false,
    inTable: false,
    paired: '`*_~',
  });
}

function neighbours(text: string, run: string, offset: number, around: Surroundings) {
  return {
    before: text.charAt(offset - 1) || around.before,
    after: signAt(text, offset + run.length) || around.after,
  };
}

/** The character at a place of a text; of an address, which may get a bracket, one of which nothing is known. */
export function signAt(text: string, at: number): string {
  return /^(?:https?:|www\.)/i.test(text.slice(at, at + 6)) ? '\ud800' : text.charAt(at);
}

function escapeRuns(text: string, around: Surroundings): string {
  return text.replace(RUN, (run, offset: number) => escapeRun(text, run, offset, around));
}

function escapeRun(text: string, run: string, offset: number, around: Surroundings): string {
  if (!isMarkup(text, run, offset, around)) return run;
  // A backslash would do, but not for the many tools that take tags out of Markdown without reading it: they take all up to the next `>`.
  return run === '<' ? '&lt;' : run.replace(/./g, '\\$&');
}

function isMarkup(text: string, run: string, offset: number, around: Surroundings): boolean {
  const { before, after } = neighbours(text, run, offset, around);
  const { paired, inBrackets } = around;
  const sign = run.charAt(0);
  switch (sign) {
    case '\\':
      return PUNCTUATION.test(after);
    case '`':
    case '~':
      // Three begin a block of code.
      return run.length > 2 || paired.includes(sign);
    case '*':
    case '_':
      return paired.includes(sign) && canDelimit(sign, before, after);
    case '[':
      return inBrackets || after === '^';
    case ']':
      return inBrackets || after === '(';
    case '!':
      return around.isBeforeBracket && offset + 1 === text.length;
    case '<':
      return isTag(text.slice(offset + 1, offset + 80) || after);
    case '&':
      return /^&#?\w+;/.test(text.slice(offset, offset + 40));
    default:
      return around.inTable;
  }
}

/** Whether what follows makes a tag, a comment, or an address of mail between angle brackets. */
function isTag(rest: string): boolean {
  return /^[a-z/!?]/i.test(rest) || /^[^\s<>@]+@/.test(rest);
}

/** Whether a run of asterisks or underscores that stands here could begin emphasis, or end it (CommonMark 0.31.2, section 6.2). */
export function flanks(
  sign: string,
  before: string,
  after: string,
): { readonly opens: boolean; readonly closes: boolean } {
  const isAfterSign = isSign(before) || UNCLEAR.test(before);
  const isBeforeSign = isSign(after) || UNCLEAR.test(after);
  const left = !isSpace(after) && (!isSign(after) || MARKER.test(after) || isSpace(before) || isAfterSign);
  const right =
    !isSpace(before) && (!isSign(before) || MARKER.test(before) || isSpace(after) || isBeforeSign);
  if (sign !== '_') return { opens: left, closes: right };
  return { opens: left && (!right || isAfterSign), closes: right && (!left || isBeforeSign) };
}

// Beside these, even escaped, micromark takes a run for more than the specification does.
const MARKER = /[*_~]/;

function canDelimit(sign: string, before: string, after: string): boolean {
  const { opens, closes } = flanks(sign, before, after);
  return opens || closes;
}

// Half of a character beyond the basic plane: readers differ in what they take it for.
const UNCLEAR = /[\ud800-\udfff]/;

/** Punctuation or a symbol. */
export function isSign(sign: string): boolean {
  return /[\p{P}\p{S}]/u.test(sign);
}

/** White space, or the end of a line. */
export function isSpace(sign: string): boolean {
  return sign === '' || /\s/.test(sign);
}

// What stands at the end of an address does not belong to it, but for the bracket of a pair.
const TRAILING = /[?!.,:;*_~'"()[\]&|\\`]+$/;

/**
 * An address in text, as it is wherever Markdown reads it so: as a link to what it says. Where a sign in it would be taken for markup, it
 * stands between angle brackets.
 */
function escapeAddress(run: string, around: Surroundings): string {
  const escaped = escapeRuns(run, around);
  if (around.inBrackets || (escaped === run && isSpace(around.after))) return escaped;
  const address = addressOf(run);
  if (isAngleable(address) && around.before !== '\\') {
    const tail = run.slice(address.length);
    return `<${address}>${escapeRuns(tail, { ...around, before: '>' })}`;
  }
  const start = /^(?:https?|www)/i.exec(run)?.[0] ?? '';
  return `${start}\\${run.charAt(start.length)}${escapeText(run.slice(start.length + 1), { ...around, before: '.' })}`;
}

function addressOf(run: string): string {
  let address = run.replace(TRAILING, '');
  while (run.charAt(address.length) === ')' && !isBalanced(address)) address += ')';
  return address;
}

/** Whether an address ends before what follows it up to the next space. */
export function isTrailing(address: string, tail: string): boolean {
  return addressOf(address + tail) === address;
}

/** Whether an address may stand between angle brackets, as a link to itself (CommonMark 0.31.2, section 6.5), also in a table. */
export function isAngleable(address: string): boolean {
  return /^[a-z]+:\/\/[^\s<>\\|]+$/i.test(address);
}

// Browsers write the others so in an address. Brackets are those of a host in figures.
const UNWRITTEN = /[\s"<>\\^`{|}\p{Cc}]|(?<!\/\/[^/]*)[[\]]/gu;

// Most are made of these.
const SAFE = /^[\w./:#?=%~+,;@-]*$/;

/** The target of a link or a picture, so that it ends where it ends. */
export function escapeTarget(url: string): string {
  if (SAFE.test(url)) return url;
  const written = url
    .trim()
    .replace(UNWRITTEN, (sign) => encodeURIComponent(sign))
    .replace(/&(?=#?\w+;)/g, '\\&');
  return isBalanced(written) ? written : written.replace(/[()]/g, '\\$&');
}

function isBalanced(url: string): boolean {
  let open = 0;
  for (const sign of url.match(/[()]/g) ?? []) {
    open += sign === '(' ? 1 : -1;
    // Readers need not go deeper than 32 (CommonMark 0.31.2, section 6.3), and some go no deeper than this.
    if (open < 0 || open > 3) return false;
  }
  return open === 0;
}

/**
 * Where a backslash must stand so that a line is not taken for the start of a block: of a heading, a list, a quotation, a rule, or for the
 * row under the head of a table.
 * @param line in Markdown, without marks
 * @param isFirst of its paragraph
 * @returns `undefined`: nowhere
 */
export function lineStartEscape(line: string, isFirst: boolean): number | undefined {
  if (!/^[#>\-+*_=:|\d[]/.test(line)) return undefined;
  // Where a note is referred to, and not the note; other brackets in text with a circumflex are escaped.
  const reference = /^\[\^[^\]]*\](?=:)/.exec(line);
  if (reference !== null) return reference[0].length;
  const number = /^\d{1,9}(?=[.)](?:\s|$))/.exec(line);
  if (number !== null) return number[0].length;
  return BLOCK_START.test(line) || (!isFirst && UNDER_A_LINE.test(line)) ? 0 : undefined;
}

const BLOCK_START = /^(?:#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|([-_*])[ \t]*(?:\1[ \t]*){2,}$)/;
const UNDER_A_LINE = /^(?:=+\s*$|\|?\s*:?-[-:|\s]*$)/;

/** Whether a paragraph would be taken for the definition of a link's address. */
export function isDefinition(paragraph: string): boolean {
  return /^\[(?:\\.|[^\\\]])*\]:/.test(paragraph);
}
