import { type Field, fieldsOf, isForwardMark, isOriginalMark, signsOf, signsOfBeginning } from './words.ts';

/** What a line is. `own`: of the author of this message. */
export type LineKind = 'own' | 'quote' | 'attribution' | 'signature' | 'footer' | 'disclaimer';

// Quotations of attributions are short; and what is longer is not looked at, so that the time stays linear.
const LONGEST_ATTRIBUTION = 400;
const MOST_ATTRIBUTION_LINES = 4;
const MOST_HEADER_LINES = 14;
// Of what is longer, a log or a table, quote marks alone are looked at: no letter is.
const MOST_LINES = 30_000;
const WRAPPED_AT = 50;
const QUOTE_SIGN = /^\s*(?:[>»›]|\|\s(?=.))/u;
// `>>> click here <<<` is decoration.
const DECORATION = /^\s*>>.*<<\s*$/u;
/** Before a quote sign that is the author's own: a passage from a book, kept as it is. No character: no text has it. */
export const KEPT = '\ufdd0';

/**
 * What each line of a message is: its author's own, or quoted. By quote marks, by what mail programs write above a quoted message
 * (attributions and header blocks of many languages), and by lines that were wrapped out of a quote. Linear in the length of the text.
 */
export function markQuotes(lines: readonly string[]): LineKind[] {
  const named = namedPrefixes(lines);
  const kinds = lines.map(
    (line): LineKind => (isQuoted(line) || hasNamedPrefix(line, named) ? 'quote' : 'own'),
  );
  let hasOwn = false;
  for (let index = 0; index < Math.min(lines.length, MOST_LINES); index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    if (isForwardMark(line)) break;
    const found = attributionAt(lines, kinds, index) ?? headerAt(lines, kinds, index);
    if (found === undefined) {
      hasOwn ||= kinds[index] === 'own' && !SEPARATOR.test(line);
      continue;
    }
    hasOwn ||= found.start > index;
    markSeparators(lines, kinds, found.start);
    fill(kinds, found.start, found.end, 'attribution');
    index = markBehind(lines, kinds, found.end, hasOwn) - 1;
  }
  markWrapped(lines, kinds);
  return kinds;
}

const NAMED_PREFIX = /^\s{0,8}(\p{Lu}[\p{L}.'-]{0,11})> ?\S/u;
// What computers say at the start of a line.
const PROMPTS = new Set(['SQL', 'PS', 'C', 'D', 'A', 'DOS']);

/** Names before `>`, as in `Jane> what she said`, that stand there more than once. */
function namedPrefixes(lines: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const name = line.includes('>') ? NAMED_PREFIX.exec(line)?.[1] : undefined;
    if (name !== undefined && !PROMPTS.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
}

function hasNamedPrefix(line: string, named: ReadonlySet<string>): boolean {
  return named.size > 0 && named.has(NAMED_PREFIX.exec(line)?.[1] ?? '');
}

function isQuoted(line: string): boolean {
  // `| a | b |` is a row of a table.
  if (/^\s*\|/.test(line) && line.trimEnd().endsWith('|')) return false;
  return QUOTE_SIGN.test(line) && !(line.length < 300 && line.includes('<<') && DECORATION.test(line));
}

/** The attribution that begins at `from` or in the lines joined to it: the shortest that is one. */
function attributionAt(
  lines: readonly string[],
  kinds: readonly LineKind[],
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  if (kinds[from] === 'quote') return undefined;
  if (!mayBegin((lines[from] ?? '').trim())) return undefined;
  let text = '';
  for (let end = from; end < Math.min(lines.length, from + MOST_ATTRIBUTION_LINES); end++) {
    const line = (lines[end] ?? '').trim();
    if (line === '') return undefined;
    // `<jane@example.org` and, on the next line, `>:`
    if (end > from && isQuoted(line) && !/^>\s*(?:\S{1,20}\s*)?[:：]?$/u.test(line)) return undefined;
    text = text === '' ? line : `${text} ${line}`;
    if (text.length > LONGEST_ATTRIBUTION) return undefined;
    if (!isAttribution(text, () => isQuoteNext(lines, end + 1))) continue;
    // What stands above it without a gap is the author's.
    for (let start = end; start > from; start--) {
      const shorter = lines
        .slice(start, end + 1)
        .join(' ')
        .trim();
      if (signsOf(shorter).begins && isAttribution(shorter, () => isQuoteNext(lines, end + 1)))
        return { start, end: end + 1 };
    }
    return { start: from, end: end + 1 };
  }
  return undefined;
}

/** Whether an attribution may begin with a line: nearly all lines are told apart by this. */
function mayBegin(line: string): boolean {
  if (line.startsWith(KEPT)) return false;
  return line.length <= LONGEST_ATTRIBUTION && (/[:：@<]$|@/u.test(line) || signsOfBeginning(line));
}

function isAttribution(text: string, isQuoteNext: () => boolean): boolean {
  const ends = /[:：>\])*]$/u.test(text);
  // Without a colon it needs an address, or a language without spaces.
  if (!ends && !(/\p{L}$/u.test(text) && /[@\u3000-\uffdc]/u.test(text))) return false;
  const { wrote, wroteLast, date, address, colon, begins } = signsOf(text);
  if (wrote && date && colon && (begins || address)) return address || wroteLast || isQuoteNext();
  if (wroteLast && date && address) return true;
  if (wrote && address && colon && (wroteLast || begins)) return true;
  if (wroteLast && colon) return isQuoteNext();
  if (!(date && address && begins)) return false;
  // Without a verb it ends with the address: `12.5.2024, 10:00, "Jane" <jane@example.org>:`
  if (colon) return /[>)]\s*[:：]$/u.test(text) || isQuoteNext();
  return />$/u.test(text) && isQuoteNext();
}

function isQuoteNext(lines: readonly string[], from: number): boolean {
  for (let index = from; index < Math.min(lines.length, from + 5); index++) {
    const line = lines[index] ?? '';
    if (line.trim() !== '') return isQuoted(line);
  }
  return false;
}

// `)`, `--]`, `jd>`: quote marks of people who like their own.
const OWN_MARK = /^\s{0,8}(?:[\p{L}\p{N}]{0,12}>|[)\]|:}%=~#-]{0,2}[)\]|:}%~])(?=\s|\p{L}|\p{N}|$)/u;

/**
 * Marks the quote behind an attribution or a header: the lines with quote marks, whatever they are. Without any it is all that follows,
 * if the author has written something above it; else the author's words are somewhere in it, and it is left. Gives where to go on.
 */
function markBehind(lines: readonly string[], kinds: LineKind[], from: number, hasOwn: boolean): number {
  let index = from;
  while (index < lines.length && (lines[index] ?? '').trim() === '') index++;
  if (index >= lines.length || kinds[index] === 'quote') return index;
  const mark = OWN_MARK.exec(lines[index] ?? '')?.[0].trim();
  if (mark !== undefined) {
    for (let at = index; at < lines.length; at++)
      if (lines[at]?.trimStart().startsWith(mark)) kinds[at] = 'quote';
    return index;
  }
  if (!hasOwn) return index;
  fill(kinds, index, lines.length, 'quote');
  return lines.length;
}

/** The header of a quoted message that begins at `from`: a line that says so, or fields. */
function headerAt(
  lines: readonly string[],
  kinds: readonly LineKind[],
  from: number,
): { readonly start: number; readonly end: number } | undefined {
  if (kinds[from] === 'quote') return undefined;
  if (!isOriginalMark(lines[from] ?? '')) {
    const end = headerEnd(lines, from);
    return end === undefined ? undefined : { start: from, end };
  }
  let next = from + 1;
  while (next < lines.length && (lines[next] ?? '').trim() === '') next++;
  return { start: from, end: headerEnd(lines, next, true) ?? next };
}

/**
 * Where a header that begins at `start` ends. Two fields at least, of which one names people and one tells that it is a message; behind
 * a mark, one is enough.
 */
function headerEnd(lines: readonly string[], start: number, isMarked = false): number | undefined {
  if (fieldsOf(lines[start] ?? '').length === 0) return undefined;
  const fields = new Set<Field>();
  let hasAddress = false;
  let end = start;
  for (let index = start; index < Math.min(lines.length, start + MOST_HEADER_LINES); index++) {
    const line = lines[index] ?? '';
    const found = fieldsOf(line);
    if (found.length === 0) {
      // A long value goes on in the next line; programs may set the fields apart with empty ones.
      if (index - end > 1) break;
      continue;
    }
    end = index + 1;
    for (const field of found) fields.add(field);
    if (
      (found.includes('from') || found.includes('to')) &&
      ADDRESSED.test(`${line} ${lines[index + 1] ?? ''}`)
    )
      hasAddress = true;
  }
  const names = fields.has('from') || fields.has('to');
  const tells = fields.has('date') || fields.has('subject');
  return isMarked || (names && tells && (fields.size >= 3 || hasAddress)) ? end : undefined;
}

const ADDRESSED = /@|mailto:/;
const SEPARATOR = /^\s*(?:[-_=*–—]\s?){3,}\s*$/u;

/** Lines that set a quote apart belong to it. */
function markSeparators(lines: readonly string[], kinds: LineKind[], from: number): void {
  for (let index = from - 1; index >= 0; index--) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    if (!SEPARATOR.test(line)) return;
    kinds[index] = 'quote';
  }
}

/**
 * Lines that a mail program wrapped out of a quote: they stand between quoted lines without a gap, behind a long one, and go on in
 * the middle of a sentence.
 */
function markWrapped(lines: readonly string[], kinds: LineKind[]): void {
  for (let index = 1; index < lines.length - 1; index++) {
    const before = lines[index - 1] ?? '';
    const line = lines[index] ?? '';
    if (kinds[index] !== 'own' || kinds[index - 1] !== 'quote' || line.trim() === '') continue;
    if (kinds[index + 1] !== 'quote' || !isQuoted(lines[index + 1] ?? '')) continue;
    const goesOn = before.length >= WRAPPED_AT && !/^\s*\p{Lu}/u.test(line);
    const isLink =
      /^\s*<?https?:\/\/\S+>?\s*$|^\S+\)?>?$/u.test(line) && /\(?<?https?:\/\/\S*$/u.test(before);
    if (goesOn || isLink) kinds[index] = 'quote';
  }
}

function fill(kinds: LineKind[], from: number, to: number, kind: LineKind): void {
  kinds.fill(kind, from, to);
}

// A program may write its attribution behind the last words of a reply, on one line.
const SHARED =
  /^(\S.{0,200}?)\s((?:On|Le|Am|Op|Den|El|Em|Il)\s(?:\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{L}*[\s,.]).{5,250}[:：]\s*)$/u;

/** Lines, with an attribution that shares a line with the reply on a line of its own. */
export function toLines(text: string): string[] {
  const lines = text.replaceAll(/\r\n?/g, '\n').split('\n');
  return lines.flatMap((line, index) => {
    const shared = line.length < 500 && /[:：]\s*$/u.test(line) ? SHARED.exec(line) : null;
    const [, own = '', attribution = ''] = shared ?? [];
    const isShared = attribution !== '' && signsOf(attribution).wrote && isQuoteNext(lines, index + 1);
    return isShared && !isQuoted(own) ? [own, attribution] : [line];
  });
}
