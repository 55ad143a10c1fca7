import { readSync } from 'node:fs';

/** A message in a file: its bytes from `start` to `end`, without the separator before it. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** Where the separator before it begins, in an mbox. */
  readonly separator?: number | undefined;
}

/** Bytes that are looked at at once. */
export const WINDOW = 4 * 1024 * 1024;
// A separator, and what of the header behind it must be seen.
const LOOK_AHEAD = 16_384;
// With the begin of what follows it.
const LONGEST_SEPARATOR = 400;
const LONGEST_HEADER = 8192;
const LF = 10;
const CR = 13;

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
// As asctime writes it (RFC 4155, appendix A), with a zone before or behind the year, as some do.
const SEPARATOR = new RegExp(
  String.raw`^From .*?${DAY},? +(?:${MONTH} +\d{1,2}|\d{1,2} +${MONTH}),? +(?:\d{4} +)?\d{1,2}:\d{2}(?::\d{2})?(?: .{0,30})?\d{2,4}.{0,60}$`,
);
const FIELD = /^(?:[!-9;-~]+[ \t]*:|>From )/;

/**
 * Whether a line of an mbox is a separator: `From`, an address, a date, and behind it a header.
 * @param bare the messages of this mbox have no headers
 */
function isSeparator(line: string, next: string, bare: boolean): boolean {
  return SEPARATOR.test(line.trimEnd()) && (FIELD.test(next) || (bare && /^\r?(?:\n|$)/.test(next)));
}

/** Whether a file begins like an mbox. */
export function looksLikeMbox(head: Buffer): boolean {
  const text = head
    .subarray(0, LOOK_AHEAD)
    .toString('latin1')
    .replace(/^(?:\ufeff|ï»¿)?(?:\r?\n)*/, '');
  const [line = '', next = ''] = text.split('\n', 2);
  return isSeparator(line, next, true);
}

/**
 * Splits a stretch of an mbox that begins at a separator (or at the file's begin) into its messages, in one pass and with a window of
 * 4 MB. A separator is a `From` line with a date that a header follows, so that no line of a letter is taken for one. Where a
 * `Content-Length` leads exactly to the next separator (mboxcl, mboxcl2), what lies between is not looked at.
 */
export function* splitMbox(
  file: number,
  from: number,
  to: number,
  window = new Window(file, to),
): Generator<Range> {
  // Where the first message has no header, none needs one.
  const bare = !separatorAt(window, from, to) && separatorAt(window, from, to, true) !== undefined;
  let message: Separator | undefined;
  let at = from;
  for (;;) {
    const found = findSeparator(window, at, to, bare);
    if (message !== undefined) {
      const start = message.lineEnd;
      const end = endBefore(window, start, found?.lineStart ?? to);
      if (end > start) yield { start, end, separator: message.lineStart };
    }
    if (found === undefined) return;
    message = found;
    at = skipByLength(window, found.lineEnd, to) ?? found.lineEnd;
  }
}

/** A view of a file that moves forward. */
export class Window {
  readonly #file: number;
  readonly #size: number;
  readonly #buffer: Buffer<ArrayBufferLike>;
  bytes: Buffer = Buffer.alloc(0);
  /** Where in the file `bytes` begins. */
  offset = 0;

  /** @param buffer what it looks through; windows in a row may share one */
  constructor(file: number, size: number, buffer: Buffer = Buffer.allocUnsafe(WINDOW)) {
    this.#file = file;
    this.#size = size;
    this.#buffer = buffer;
  }

  /** Bytes from `at` on, at least `least` of them where the file has as many. */
  from(at: number, least: number): Buffer {
    const here = at - this.offset;
    const wanted = Math.min(least, this.#size - at);
    if (here < 0 || here + wanted > this.bytes.length) this.#load(at);
    return this.bytes.subarray(at - this.offset);
  }

  /** The bytes of a stretch if they are all in view: they are good until the view moves on. */
  view(start: number, end: number): Buffer | undefined {
    const isInView = start >= this.offset && end <= this.offset + this.bytes.length;
    return isInView ? this.bytes.subarray(start - this.offset, end - this.offset) : undefined;
  }

  #load(at: number): void {
    const size = Math.min(this.#buffer.length, this.#size - at);
    let read = 0;
    while (read < size) {
      const count = readSync(this.#file, this.#buffer, read, size - read, at + read);
      if (count === 0) break;
      read += count;
    }
    this.bytes = this.#buffer.subarray(0, read);
    this.offset = at;
  }
}

interface Separator {
  readonly lineStart: number;
  readonly lineEnd: number;
}

const FROM = Buffer.from('\nFrom ');

function findSeparator(window: Window, from: number, to: number, bare: boolean): Separator | undefined {
  // At the very start there is no line break before it.
  const first = separatorAt(window, from, to, bare);
  if (first !== undefined) return first;
  for (let at = from; at < to; ) {
    const bytes = window.from(at, LOOK_AHEAD);
    if (bytes.length === 0) return undefined;
    const found = bytes.indexOf(FROM);
    if (found < 0) {
      // What of the mark may be cut off at the window's end is looked at again.
      at += Math.max(1, bytes.length - FROM.length + 1);
      continue;
    }
    const separator = separatorAt(window, at + found + 1, to, bare);
    if (separator !== undefined) return separator;
    at += found + 1;
  }
  return undefined;
}

function separatorAt(window: Window, at: number, to: number, bare = false): Separator | undefined {
  if (at >= to) return undefined;
  const bytes = window.from(at, LOOK_AHEAD);
  if (bytes[0] !== 70) return undefined;
  const text = bytes.toString('latin1', 0, LONGEST_SEPARATOR);
  const lineEnd = text.indexOf('\n');
  if (lineEnd < 0 || !text.startsWith('From ')) return undefined;
  if (!isSeparator(text.slice(0, lineEnd), text.slice(lineEnd + 1), bare)) return undefined;
  return { lineStart: at, lineEnd: at + lineEnd + 1 };
}

/** The end of a message whose next separator begins at `next`: without the empty line between. */
function endBefore(window: Window, start: number, next: number): number {
  const from = Math.max(start, next - 4);
  const tail = window.from(from, next - from);
  const byte = (back: number): number | undefined => tail[next - from - back];
  if (byte(1) !== LF) return next;
  if (byte(2) === LF) return next - 1;
  return byte(2) === CR && byte(3) === LF ? next - 2 : next;
}

const GAP = Buffer.from('\n\n');
const CARRIED_GAP = Buffer.from('\n\r\n');
const LENGTH = Buffer.from('\nContent-Length:');

/** Where the scan can go on when the header gives a length that leads to a separator or to the end. */
function skipByLength(window: Window, start: number, to: number): number | undefined {
  const head = window.from(start, LONGEST_HEADER).subarray(0, LONGEST_HEADER);
  const body = bodyStart(head);
  const field = body === undefined ? -1 : head.subarray(0, body).indexOf(LENGTH);
  if (body === undefined || field < 0) return undefined;
  const line = head.subarray(field + LENGTH.length, field + LENGTH.length + 30).toString('latin1');
  const length = /^[ \t]*(\d{1,15})[ \t]*\r?\n/.exec(line)?.[1];
  if (length === undefined) return undefined;
  const end = start + body + Number(length);
  if (end > to) return undefined;
  for (const gap of [0, 1, 2]) {
    if (end + gap === to || (end + gap < to && separatorAt(window, end + gap, to) !== undefined))
      return end + gap;
  }
  return undefined;
}

/** Where the body begins, as LF or CR LF have it. */
function bodyStart(head: Buffer): number | undefined {
  const plain = head.indexOf(GAP);
  const carried = head.subarray(0, plain < 0 ? head.length : plain).indexOf(CARRIED_GAP);
  if (carried >= 0) return carried + 3;
  return plain < 0 ? undefined : plain + 2;
}

const QUOTED_FROM = /^>(?=>*From )/gm;

/**
 * The bytes of a message of an mbox as they were sent: one `>` is taken off lines that begin with `>From ` (mboxo, mboxrd, mboxcl).
 * One with an unquoted `From ` line inside is of an mboxcl2, where nothing is quoted.
 */
export function unquoteFrom(bytes: Buffer): Buffer {
  if (!bytes.includes('>From ') || bytes.includes('\nFrom ')) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(QUOTED_FROM, ''), 'latin1');
}
