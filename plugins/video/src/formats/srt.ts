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
  const lines = source.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const cues: Cue[] = [];
  let open: { readonly startMs: number; readonly endMs: number; readonly lines: string[] } | undefined;
  const close = (): void => {
    if (open) pushCue(cues, open.startMs, open.endMs, open.lines);
  };
  for (const [index, line] of lines.entries()) {
    const times = line.includes(':') ? TIMES.exec(line) : null;
    if (times) {
      // The number of a cue stands before its times.
      if (open && NUMBER.test(open.lines.at(-1) ?? '')) dropNumber(open.lines);
      close();
      open = { startMs: toMs(times, 1), endMs: toMs(times, 5), lines: [] };
    } else if (open) {
      if (line.includes('-->')) problems.add(`line ${index + 1}: "${line.slice(0, 80)}" is no line of times`);
      else open.lines.push(line);
    } else if (line.trim() !== '' && !NUMBER.test(line)) {
      problems.add(`line ${index + 1}: "${line.slice(0, 80)}" stands before the first times`);
    }
  }
  close();
  return { cues: inOrder(cues), problems: problems.list() };
}

function pushCue(cues: Cue[], startMs: number, endMs: number, lines: readonly string[]): void {
  const text = stripTags(lines.join('\n').trim());
  if (text !== '') cues.push({ startMs, endMs, text });
}

/** Takes the number off that belongs to the next cue: it has a blank line before it, or nothing. */
function dropNumber(lines: string[]): void {
  const before = lines.at(-2);
  if (before === undefined || before.trim() === '') lines.pop();
}

function toMs(times: RegExpExecArray, first: number): number {
  const [hours = '0', minutes = '0', seconds = '0', fraction = '0'] = times.slice(first, first + 4);
  const ms = Math.round(Number(`0.${fraction}`) * 1000);
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + ms;
}
