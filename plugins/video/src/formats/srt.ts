import { type Captions, type Cue, inOrder, Problems } from './cue.ts';
import { stripTags } from './tags.ts';

// As players take it: any number of digits, comma or point, spaces or none, positions behind it. SubViewer (SBV) has a comma in place of the arrow.
const TIME = String.raw`(?:(\d{1,4})\s*:\s*)?(\d{1,2})\s*:\s*(\d{1,2})(?:\s*[,.:]\s*(\d{1,9}))?`;
const TIMES = new RegExp(String.raw`^\s*${TIME}\s*(?:-{1,2}>|,)\s*${TIME}(?=\s|$)`);
const NUMBER = /^\s*\d+\s*$/;

/**
 * A SubRip file (no standard: as ffmpeg and VLC read it). Numbers may be missing or wrong, texts may hold blank lines, lines of digits are text
 * unless times follow them.
 */
export function readSrt(source: string): Captions {
  const problems = new Problems();
  const text = normalised(source);
  const cues: Cue[] = [];
  // Lines of times are found by their arrows; SubViewer has none.
  const sign = /\d\s*-{1,2}>\s*\d/.test(text) ? '->' : ',';
  // Of the cue that is open: its times, and where its text begins.
  let open: Times | undefined;
  let from = 0;
  for (let at = text.indexOf(sign); at !== -1; ) {
    const start = text.lastIndexOf('\n', at) + 1;
    const found = text.indexOf('\n', at);
    const end = found === -1 ? text.length : found;
    const times = fixedTimes(text, start, end) ?? looseTimes(text.slice(start, end));
    if (times !== undefined) {
      const before = withoutNumber(text.slice(from, start));
      if (open === undefined) tellStray(before, problems);
      else pushCue(cues, open, before, problems);
      [open, from] = [times, end + 1];
    }
    at = text.indexOf(sign, end);
  }
  if (open !== undefined) pushCue(cues, open, text.slice(from), problems);
  return { cues: inOrder(cues), problems: problems.list() };
}

interface Times {
  readonly startMs: number;
  readonly endMs: number;
}

function normalised(source: string): string {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text;
}

/** `00:00:01,000 --> 00:00:02,000`, as nearly all files have it: read digit by digit, as an expression takes three times as long. */
function fixedTimes(text: string, start: number, end: number): Times | undefined {
  if (end - start < 29 || !text.startsWith(' --> ', start + 12) || text.charCodeAt(start + 29) > 32)
    return undefined;
  const startMs = fixedTime(text, start);
  const endMs = fixedTime(text, start + 17);
  return startMs >= 0 && endMs >= 0 ? { startMs, endMs } : undefined;
}

const [COLON, COMMA, POINT, ZERO] = [58, 44, 46, 48];

/** `00:00:01,000`; below 0 if it is something else. */
function fixedTime(text: string, at: number): number {
  const sign = text.charCodeAt(at + 8);
  const isTime =
    text.charCodeAt(at + 2) === COLON &&
    text.charCodeAt(at + 5) === COLON &&
    (sign === COMMA || sign === POINT);
  if (!isTime) return -1;
  const seconds = (pair(text, at) * 60 + pair(text, at + 3)) * 60 + pair(text, at + 6);
  return seconds * 1000 + digit(text, at + 9) * 100 + pair(text, at + 10);
}

function pair(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

// What is no digit makes any sum negative.
function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO;
  return value >= 0 && value <= 9 ? value : -1e12;
}

function looseTimes(line: string): Times | undefined {
  const times = TIMES.exec(line);
  return times === null ? undefined : { startMs: toMs(times, 1), endMs: toMs(times, 5) };
}

/** A text without the number that belongs to the next cue: it has a blank line before it, or nothing. */
function withoutNumber(text: string): string {
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  const start = text.lastIndexOf('\n', end - 1) + 1;
  if (!NUMBER.test(text.slice(start, end))) return text;
  const before = text.slice(text.lastIndexOf('\n', start - 2) + 1, Math.max(0, start - 1));
  return start === 0 || before.trim() === '' ? text.slice(0, start) : text;
}

function pushCue(cues: Cue[], { startMs, endMs }: Times, text: string, problems: Problems): void {
  const said = text.includes('-->') ? withoutArrows(text, problems) : text;
  const plain = stripTags(said.trim());
  if (plain !== '') cues.push({ startMs, endMs, text: plain });
}

/** A line that was to be one of times, and is none, is no text either. */
function withoutArrows(text: string, problems: Problems): string {
  const lines = text.split('\n').filter((line) => {
    if (!line.includes('-->')) return true;
    problems.add(`"${line.slice(0, 80)}" is no line of times`);
    return false;
  });
  return lines.join('\n');
}

function tellStray(text: string, problems: Problems): void {
  const stray = text.replaceAll(/\s+/g, ' ').trim();
  if (stray !== '' && !NUMBER.test(stray))
    problems.add(`"${stray.slice(0, 80)}" stands before the first times`);
}

function toMs(times: RegExpExecArray, first: number): number {
  const [hours = 0, minutes = 0, seconds = 0] = [times[first], times[first + 1], times[first + 2]].map(
    toNumber,
  );
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + toThousandths(times[first + 3]);
}

function toNumber(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits);
}

/** `5` is half a second. */
function toThousandths(digits: string | undefined): number {
  if (digits === undefined) return 0;
  return digits.length === 3 ? Number(digits) : Math.round(Number(`0.${digits}`) * 1000);
}
