import type { Cue } from '../formats/cue.ts';
import { collapseRolling } from './rolling.ts';
import type { Segment, Word } from './transcript.ts';

/** Cues as segments: what rolls is collapsed, and who speaks is read where the captions mark it. */
export function segmentsOf(cues: readonly Cue[]): readonly Segment[] {
  const segments: Segment[] = [];
  for (const cue of collapseRolling(cues)) {
    for (const part of turnsIn(cue)) {
      const segment = asSegment(part);
      if (segment !== undefined) segments.push(withSpeaker(segment, segments.at(-1)));
    }
  }
  return segments;
}

// Two dashes in one cue are two speakers; ">>" is another one wherever it stands. It is markup of captions and never of a text.
const DASHED_LINES = /(?<=^|\n)[ \t]*[-–—](?=\s?[\p{L}\p{N}"'“‘(¿¡[♪])/gu;
const CHEVRONS = /(?:>{2,3}|\u226b)/g;

/** The turns in a cue: one, or several where marks say so. */
function turnsIn(cue: Cue): readonly Cue[] {
  const { text } = cue;
  const dashes = /(?:^|\n)[ \t]*[-–—]/.test(text)
    ? [...text.matchAll(DASHED_LINES)].map(({ index }) => index)
    : [];
  const chevrons =
    text.includes('>>') || text.includes('\u226b')
      ? [...text.matchAll(CHEVRONS)].map(({ index }) => index)
      : [];
  const starts = [...(dashes.length > 1 ? dashes : []), ...chevrons].sort((a, b) => a - b);
  if (starts.length === 0) return [cue];
  if (text.slice(0, starts[0]).trim() !== '') starts.unshift(0);
  return starts.map((start, index) => partOf(cue, start, starts[index + 1] ?? text.length));
}

function partOf(cue: Cue, start: number, end: number): Cue {
  const { marks = [], ...rest } = cue;
  const inside = marks
    .filter(({ at }) => at > start && at < end)
    .map(({ at, startMs }) => ({ at: at - start, startMs }));
  const before = marks.findLast(({ at }) => at <= start)?.startMs ?? cue.startMs;
  const after = marks.find(({ at }) => at >= end)?.startMs ?? cue.endMs;
  return {
    ...rest,
    startMs: before,
    endMs: after,
    text: cue.text.slice(start, end),
    ...(inside.length > 0 && { marks: inside }),
  };
}

function asSegment({ startMs, endMs, text, speaker, marks }: Cue): Segment | undefined {
  const folded = fold(text);
  if (folded === '') return undefined;
  const words = marks && wordsOf(text, marks, startMs, endMs);
  return { text: folded, startMs, endMs, ...(speaker && { speaker }), ...(words && { words }) };
}

function wordsOf(
  text: string,
  marks: NonNullable<Cue['marks']>,
  startMs: number,
  endMs: number,
): readonly Word[] {
  const starts = [{ at: 0, startMs }, ...marks];
  return starts.flatMap((mark, index) => {
    const next = starts[index + 1];
    const word = fold(text.slice(mark.at, next?.at ?? text.length));
    return word === ''
      ? []
      : [{ text: word, startMs: mark.startMs, endMs: Math.max(mark.startMs, next?.startMs ?? endMs) }];
  });
}

/** One line. */
export function fold(text: string): string {
  return text.replaceAll(/[\s\u00a0\u200b\ufeff]+/g, ' ').trim();
}

// "MAN:" anywhere, "Jane Doe:" after a mark of a turn.
const SHOUTED = /^(\p{Lu}[\p{Lu}\p{M}\p{N} .,'’&#()/-]{1,39}):(?=\s|$)\s*/u;
const NAMED = /^(\p{Lu}[\p{L}\p{M}.'’-]*(?: \p{Lu}[\p{L}\p{M}.'’-]*){0,3}):(?=\s|$)\s*/u;
const MARK = /^(?:>{2,3}|\u226b|[-–—](?=\s?[\p{L}\p{N}"'“‘(¿¡[♪]))\s*/u;
const SENTENCE_END = /[.?!…。！？♪]["'”’)\]]*$/;
// Who began a sentence ends it, unless much time goes by.
const LONGEST_PAUSE_MS = 3000;

function withSpeaker(segment: Segment, before: Segment | undefined): Segment {
  if (segment.speaker !== undefined) return segment;
  const mark = MARK.exec(segment.text)?.[0] ?? '';
  const rest = segment.text.slice(mark.length);
  const label = SHOUTED.exec(rest) ?? (mark === '' ? null : NAMED.exec(rest));
  if (label?.[1] && /\p{L}{2}/u.test(label[1])) {
    const text = rest.slice(label[0].length);
    // A name on a cue of its own is said of what follows.
    return { ...segment, text, speaker: label[1].trim(), isTurn: true };
  }
  if (mark !== '') return { ...segment, isTurn: true };
  const goesOn =
    before?.speaker !== undefined &&
    (segment.startMs ?? 0) - (before.endMs ?? 0) <= LONGEST_PAUSE_MS &&
    !SENTENCE_END.test(before.text);
  return goesOn ? { ...segment, speaker: before.speaker } : segment;
}
