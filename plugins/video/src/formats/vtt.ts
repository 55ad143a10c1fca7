import { type Captions, type Cue, inOrder, Problems } from './cue.ts';
import { readSrt } from './srt.ts';
import { readCueText } from './vtt-cue-text.ts';
import { readTimestamp, timestampEnd } from './vtt-time.ts';

/** A cue of a WebVTT file. `text` is as it stands in the file, with its tags. */
export interface VttCue {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

const NEWLINE = 10;

/**
 * The cues of a WebVTT file, by the parser algorithm of the standard (https://www.w3.org/TR/webvtt1/#file-parsing): what that drops is dropped.
 * Style sheets and regions say how it looks, and are passed over.
 * @returns `undefined` if it is no WebVTT file: the signature is missing
 */
export function parseVttCues(source: string, problems = new Problems()): readonly VttCue[] | undefined {
  const input = preprocess(source);
  if (!input.startsWith('WEBVTT')) return undefined;
  if (input.length > 6 && !' \t\n'.includes(input.charAt(6))) return undefined;
  const blocks = new Blocks(input, problems);
  const cues: VttCue[] = [];
  while (!blocks.isAtEnd) {
    const cue = blocks.next();
    if (cue !== undefined) cues.push(cue);
  }
  return cues;
}

/** A WebVTT file as captions. */
export function readVtt(source: string): Captions {
  const problems = new Problems();
  const found = parseVttCues(source, problems);
  if (found === undefined) return { cues: [], problems: ['the file does not begin with WEBVTT'] };
  if (found.length === 0 && problems.list().length > 0) return readLoosely(source, problems);
  const cues: Cue[] = [];
  for (const { startMs, endMs, text } of found) {
    for (const run of readCueText(text, startMs)) cues.push({ startMs, endMs, ...run });
  }
  const language = /^(?:WEBVTT[^\n]*\n)(?:[^\n]+\n)*?Language: *([\w-]+)/.exec(source.slice(0, 500))?.[1];
  return { cues: inOrder(cues), language, problems: problems.list() };
}

const NOTE = /(?<=\n|^)NOTE(?:[ \t][^\n]*)?\n(?:[^\n]+\n)*/g;

/** Where no time at all is as the standard has it, they are of another habit: `00:01:39 --> 00:01:41`. */
function readLoosely(source: string, problems: Problems): Captions {
  const { cues } = readSrt(preprocess(source).replaceAll(NOTE, ''));
  if (cues.length > 0) problems.add('no time is as the standard has it: they were read as SubRip has them');
  return { cues, problems: problems.list() };
}

function preprocess(source: string): string {
  let input = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  // Searching is far cheaper than replacing, and most files have neither.
  if (input.includes('\0')) input = input.replaceAll('\0', '\ufffd');
  return input.includes('\r') ? input.replaceAll(/\r\n?/g, '\n') : input;
}

/** "Collect a WebVTT block", one after another. */
class Blocks {
  readonly #input: string;
  readonly #problems: Problems;
  #position: number;
  // The next "-->" from here on, so that lines need not be searched one by one.
  #arrow = -1;

  constructor(input: string, problems: Problems) {
    this.#input = input;
    this.#problems = problems;
    const header = input.indexOf('\n');
    this.#position = header === -1 ? input.length : header + 1;
    this.#findArrow();
    // What follows the first line without a blank one is the header.
    if (!this.isAtEnd && input.charCodeAt(this.#position) !== NEWLINE) this.#skipHeader();
    this.#skipNewlines();
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#input.length;
  }

  next(): VttCue | undefined {
    const input = this.#input;
    let lines = 0;
    let text = '';
    let id = '';
    let timings: Timings | undefined;
    let seenArrow = false;
    let previous = this.#position;
    for (;;) {
      const start = this.#position;
      const end = this.#lineEnd();
      const isLast = end >= input.length;
      this.#position = isLast ? input.length : end + 1;
      lines++;
      if (this.#hasArrow(start, end)) {
        if (seenArrow || lines > 2) {
          this.#position = previous;
          break;
        }
        seenArrow = true;
        id = text;
        text = '';
        timings = readTimings(input, start, end);
        if (timings === undefined)
          this.#problems.add(`"${input.slice(start, Math.min(end, start + 80))}" is no line of times`);
        previous = this.#position;
      } else if (start === end) break;
      else {
        text = text === '' ? input.slice(start, end) : `${text}\n${input.slice(start, end)}`;
        previous = this.#position;
      }
      if (isLast) break;
    }
    this.#skipNewlines();
    return timings === undefined ? undefined : { id, ...timings, text };
  }

  #lineEnd(): number {
    const end = this.#input.indexOf('\n', this.#position);
    return end === -1 ? this.#input.length : end;
  }

  #hasArrow(start: number, end: number): boolean {
    if (this.#arrow < start) this.#findArrow(start);
    return this.#arrow < end;
  }

  #findArrow(from = this.#position): void {
    const found = this.#input.indexOf('-->', from);
    this.#arrow = found === -1 ? Number.POSITIVE_INFINITY : found;
  }

  #skipHeader(): void {
    for (;;) {
      const start = this.#position;
      const end = this.#lineEnd();
      // A line of times ends the header too: it belongs to the first cue.
      if (this.#hasArrow(start, end)) return;
      this.#position = Math.min(this.#input.length, end + 1);
      if (start === end || this.isAtEnd) return;
    }
  }

  #skipNewlines(): void {
    while (this.#input.charCodeAt(this.#position) === NEWLINE) this.#position++;
  }
}

interface Timings {
  readonly startMs: number;
  readonly endMs: number;
}

/** "Collect WebVTT cue timings and settings". The settings say where it stands on the screen. */
function readTimings(input: string, from: number, end: number): Timings | undefined {
  const startMs = readTimestamp(input, skipSpace(input, from, end), end);
  if (startMs === -1) return undefined;
  const arrow = skipSpace(input, timestampEnd(), end);
  if (!input.startsWith('-->', arrow)) return undefined;
  const endMs = readTimestamp(input, skipSpace(input, arrow + 3, end), end);
  return endMs === -1 ? undefined : { startMs, endMs };
}

function skipSpace(input: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const code = input.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 12) break;
    at++;
  }
  return at;
}
