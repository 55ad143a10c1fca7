import type { Span } from '@bowerbird/core';
import type { Block } from './blocks.ts';

/** A stretch of a document that belongs together: a section, what one speaker says, a message. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  /** What begins here. */
  readonly begins: 'chapter' | 'section' | 'turn';
  readonly path: readonly string[];
  readonly speaker: string | undefined;
  readonly messageId: string | undefined;
}

type Place = Pick<Unit, 'path' | 'speaker' | 'messageId'>;
interface Mark {
  readonly at: number;
  readonly place: Partial<Place>;
}

/**
 * The units of a text, one behind the other, as its spans tell them; sections, where no span tells them, by its headings.
 * @param chapterLevels a change in so many of the first headings of a path begins a chapter
 */
export function unitsOf(
  text: string,
  spans: readonly Span[],
  blocks: readonly Block[],
  chapterLevels: number,
): readonly Unit[] {
  const hasSections = spans.some(({ locator }) => locator.kind === 'section');
  const marks = [
    ...(hasSections ? [] : headingMarks(text, blocks)),
    ...spans.flatMap((span, index) => marksOf(text, span, spans[index - 1])),
  ].sort((a, b) => a.at - b.at);
  const units: Unit[] = [];
  let open: Omit<Unit, 'end'> = { start: 0, begins: 'chapter', path: [], ...NOBODY };
  for (const { at, place } of marks) {
    const next = { ...open, ...place };
    const begins = changeOf(open, next, chapterLevels);
    if (begins === undefined) continue;
    if (at > open.start) {
      units.push({ ...open, end: at });
      open = { ...next, start: at, begins };
    } else open = { ...next, start: at, begins: stronger(open.begins, begins) };
  }
  return [...units, { ...open, end: text.length }];
}

const NOBODY = { speaker: undefined, messageId: undefined };
const STRENGTH = ['section', 'turn', 'chapter'] as const;

function stronger(one: Unit['begins'], other: Unit['begins']): Unit['begins'] {
  return STRENGTH.indexOf(one) > STRENGTH.indexOf(other) ? one : other;
}

function changeOf(before: Place, after: Place, chapterLevels: number): Unit['begins'] | undefined {
  const chapter = ({ path }: Place) => JSON.stringify(path.slice(0, chapterLevels));
  if (chapter(before) !== chapter(after)) return 'chapter';
  if (before.speaker !== after.speaker || before.messageId !== after.messageId) return 'turn';
  return JSON.stringify(before.path) === JSON.stringify(after.path) ? undefined : 'section';
}

function marksOf(text: string, { start, locator }: Span, before: Span | undefined): readonly Mark[] {
  switch (locator.kind) {
    case 'section':
      return [{ at: start, place: { path: locator.path } }];
    case 'message':
      return [{ at: lineStart(text, start, before?.end), place: { messageId: locator.messageId } }];
    case 'time':
      // What a turn begins with, such as a name in bold, stands before its span.
      return locator.speaker === undefined
        ? []
        : [{ at: lineStart(text, start, before?.end), place: { speaker: locator.speaker } }];
    default:
      return [];
  }
}

/** The beginning of the line, where nothing else of the line has a span. */
function lineStart(text: string, at: number, end = 0): number {
  return at === 0 ? 0 : Math.max(Math.min(end, at), text.lastIndexOf('\n', at - 1) + 1);
}

function headingMarks(text: string, blocks: readonly Block[]): readonly Mark[] {
  const open: { readonly level: number; readonly title: string }[] = [];
  return blocks.flatMap(({ kind, start, end, level = 1 }) => {
    if (kind !== 'heading') return [];
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= level) open.pop();
    const title = text
      .slice(start, end)
      .replace(/^\s*#+\s*/, '')
      .replace(/\s+#+$/, '');
    open.push({ level, title });
    return [{ at: start, place: { path: open.map((heading) => heading.title) } }];
  });
}
