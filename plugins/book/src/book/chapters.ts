import type { PlacedEntry, Section } from './assemble.ts';

/** A stretch of the text that is a chapter. */
export interface ChapterRange {
  readonly title: string;
  readonly path: readonly string[];
  readonly href: string | undefined;
  readonly start: number;
  readonly end: number;
}

interface Place {
  readonly title: string;
  readonly path: readonly string[];
  readonly href: string | undefined;
  readonly start: number;
}

// A single entry over so much of a book is the book, and its chapters are under it.
const WHOLE = 0.8;

/**
 * Divides a book into chapters by its contents: their first level, and the level under it where an entry is a part, whose chapters are files of their
 * own, or where one entry is the whole book. What stands before the first chapter is a chapter too, one for each file.
 */
export function chapterRanges(
  contents: readonly PlacedEntry[],
  sections: readonly Section[],
  text: string,
  parts: readonly { readonly href: string; readonly start: number }[],
): readonly ChapterRange[] {
  const places = select(contents, [], text.length).sort((a, b) => a.start - b.start);
  const first = places[0]?.start ?? text.length;
  const leading: Place[] = parts
    .filter(({ start }) => start < first)
    .map(({ href, start }, index, all) => {
      const section = sections.find(
        (each) => each.start >= start && each.start < (all[index + 1]?.start ?? first),
      );
      return { title: section?.title ?? '', path: section ? [section.title] : [], href, start };
    });
  const all = [...leading, ...places].filter(
    (place, index, list) => index === 0 || place.start > (list[index - 1]?.start ?? -1),
  );
  return all
    .map((place, index) => ({ ...place, end: all[index + 1]?.start ?? text.length }))
    .map((range) => ({ ...range, end: range.start + text.slice(range.start, range.end).trimEnd().length }))
    .filter((range) => range.end > range.start);
}

function select(entries: readonly PlacedEntry[], above: readonly string[], length: number): Place[] {
  return entries.flatMap(({ title, href, start, children = [] }, index) => {
    const path = title === '' ? above : [...above, title];
    const end = entries.slice(index + 1).find((each) => each.start !== undefined)?.start ?? length;
    const own = start === undefined ? [] : [{ title, path, href, start }];
    const isPart = children.some((child) => fileOf(child.href) !== fileOf(href) && child.start !== undefined);
    const isWhole =
      start !== undefined && above.length === 0 && end - start > WHOLE * length && children.length > 1;
    return isPart || isWhole || start === undefined ? [...own, ...select(children, path, end)] : own;
  });
}

function fileOf(href: string | undefined): string | undefined {
  return href?.split('#', 1)[0];
}
