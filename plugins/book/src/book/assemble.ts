import type { Span } from '@bowerbird/core';
import { chapterRanges } from './chapters.ts';
import type { Mark, Marks } from './marks.ts';
import { chapterType, type Matter, matterOf, matters } from './matter.ts';
import { type FlatEntry, flatten, type OutlineEntry } from './outline.ts';
import { contentsOf, foldTitle, plainTitle, type SectionStart, toPages, toSections } from './sections.ts';

/** A piece of a book as its format has it: a file of an EPUB, or the whole. */
export interface Part {
  /** Of its `target` mark, and the name of its places. */
  readonly href: string;
  /** Markdown with marks in it. */
  readonly text: string;
  /** What it says of itself: terms of EPUB-SSV. */
  readonly terms: readonly string[];
}

/** A stretch of the text under one title. */
export interface Section {
  readonly title: string;
  /** From 1. */
  readonly depth: number;
  readonly start: number;
  readonly end: number;
  readonly href: string | undefined;
  readonly path: readonly string[];
  readonly isHeading: boolean;
}

/** A chapter: what `split: chapter` makes a document of. */
export interface Chapter {
  readonly title: string;
  readonly path: readonly string[];
  readonly href: string | undefined;
  readonly start: number;
  readonly end: number;
  readonly matter: Matter;
  readonly type: string | undefined;
}

/** An entry of the contents, with the place in the text that it leads to. */
export interface PlacedEntry {
  readonly title: string;
  readonly href?: string | undefined;
  /** In UTF-16 code units; absent where it leads nowhere. */
  readonly start?: number | undefined;
  readonly children?: readonly PlacedEntry[] | undefined;
}

/** The text of a book with its structure. */
export interface Assembled {
  readonly text: string;
  readonly contents: readonly PlacedEntry[];
  readonly chapters: readonly Chapter[];
  readonly sections: readonly Section[];
  readonly pages: readonly Span[];
  readonly headings: number;
  /** Entries of the contents that lead nowhere. */
  readonly lost: readonly string[];
}

/** What the format says of some places: terms of EPUB-SSV, by `href`. */
export type Landmarks = ReadonlyMap<string, readonly string[]>;

/**
 * Puts the parts of a book together: headings get the level that the table of contents gives them, marks become places in the text, and the text is
 * divided into sections and chapters.
 */
export function assemble(
  parts: readonly Part[],
  marks: Marks,
  outline: readonly OutlineEntry[],
  landmarks: Landmarks,
): Assembled {
  const builder = new Builder(outline);
  for (const part of parts) {
    builder.startPart(part.href);
    for (const piece of marks.split(part.text)) {
      if (typeof piece === 'string') builder.text(piece);
      else builder.mark(piece);
    }
  }
  return builder.finish(parts, landmarks);
}

class Builder {
  readonly #flat: readonly FlatEntry[];
  readonly #byHref: ReadonlyMap<string, readonly FlatEntry[]>;
  readonly #outline: readonly OutlineEntry[];
  readonly #nodes: SectionStart[] = [];
  readonly #targets = new Map<string, number>();
  readonly #pages: { start: number; page: number | undefined; label: string }[] = [];
  // A text that is looked into while it grows is copied each time: so in chunks, with its last line apart.
  readonly #chunks: string[] = [];
  #length = 0;
  #line = '';
  #headings = 0;
  /** Entries that lead here or to just before, whose heading has not come yet. */
  #waiting: FlatEntry[] = [];
  #waitingFrom = 0;
  /** The heading whose line is not at its end: its level in the part, and what there is of it. */
  #heading: { readonly level: number; text: string } | undefined;
  /** Of the last entry of the contents: its depth, and the level that its heading had. */
  #base = { depth: 0, level: 0 };

  constructor(outline: readonly OutlineEntry[]) {
    this.#outline = outline;
    this.#flat = flatten(outline);
    this.#byHref = Map.groupBy(
      this.#flat.filter((entry) => entry.href !== undefined),
      (entry) => entry.href as string,
    );
  }

  startPart(href: string): void {
    this.#endHeading();
    if (this.#length > 0) this.#append('\n\n');
    this.mark({ kind: 'target', href });
  }

  text(piece: string): void {
    if (piece === '') return;
    if (this.#heading) {
      const end = piece.indexOf('\n');
      this.#heading.text += end < 0 ? piece : piece.slice(0, end);
      if (end < 0) return;
      this.#endHeading();
      this.text(piece.slice(end));
      return;
    }
    if (this.#waiting.length > 0 && /[\p{L}\p{N}]/u.test(piece)) this.#settle();
    this.#append(piece);
  }

  #append(piece: string): void {
    this.#chunks.push(piece);
    this.#length += piece.length;
    const line = piece.lastIndexOf('\n');
    this.#line = line < 0 ? this.#line + piece : piece.slice(line + 1);
  }

  mark(mark: Mark): void {
    const start = this.#length + (this.#heading?.text.length ?? 0);
    switch (mark.kind) {
      case 'heading':
        this.#endHeading();
        this.#heading = { level: mark.level, text: '' };
        return;
      case 'target':
        if (this.#targets.has(mark.href)) return;
        this.#targets.set(mark.href, this.#lineStart());
        if (this.#waiting.length === 0) this.#waitingFrom = this.#lineStart();
        this.#waiting.push(...(this.#byHref.get(mark.href) ?? []));
        return;
      case 'page':
        this.#pages.push({ start, page: mark.page, label: mark.label });
    }
  }

  /** A place in what starts a line, a list item or a quotation is the place of the line. */
  #lineStart(): number {
    return this.#heading || /^[\s>#*+\-\d.|]*$/.test(this.#line)
      ? this.#length - this.#line.length
      : this.#length;
  }

  /** Text has come before a heading: the entries that wait have none. */
  #settle(): void {
    if (this.#waiting.length === 0) return;
    for (const { title, href, depth } of this.#waiting) {
      this.#nodes.push({ title, depth, start: this.#waitingFrom, href, isHeading: false });
      this.#base = { depth, level: depth };
    }
    this.#waiting = [];
  }

  #endHeading(): void {
    const heading = this.#heading;
    if (!heading) return;
    this.#heading = undefined;
    const { level } = heading;
    const start = this.#length;
    const title = plainTitle(heading.text);
    if (title === '') return;
    this.#headings++;
    const entry = this.#takeWaiting(title);
    let depth: number;
    if (entry) {
      depth = entry.depth;
      this.#base = { depth, level };
    } else
      depth =
        this.#flat.length === 0
          ? level
          : Math.max(this.#base.depth + 1, this.#base.depth + level - this.#base.level);
    this.#nodes.push({
      title: entry?.title || title,
      depth,
      start: entry ? Math.min(start, this.#waitingFrom) : start,
      href: entry?.href,
      isHeading: true,
    });
    // `#######` is no heading.
    const sign = `${'#'.repeat(Math.min(depth, 6))} `;
    this.#append(sign + heading.text);
    moveBehind(this.#pages, start, sign.length);
  }

  /** The entry whose heading this is: of those that wait, the one with its title, else the first. The ones before it have no heading. */
  #takeWaiting(title: string): FlatEntry | undefined {
    const same = this.#waiting.findIndex(
      (each) => each.title === title || foldTitle(each.title) === foldTitle(title),
    );
    const index = Math.max(same, 0);
    const entry = this.#waiting[index];
    if (!entry) return undefined;
    const rest = this.#waiting.slice(index + 1);
    this.#waiting = this.#waiting.slice(0, index);
    this.#settle();
    this.#waiting = rest;
    return entry;
  }

  finish(parts: readonly Part[], landmarks: Landmarks): Assembled {
    this.#endHeading();
    this.#settle();
    const text = this.#chunks.join('').trimEnd();
    const nodes = this.#nodes.filter(({ start }) => start < text.length).sort((a, b) => a.start - b.start);
    const sections = toSections(nodes, text.length);
    const contents = this.#flat.length > 0 ? this.#place(this.#outline) : contentsOf(sections);
    const terms = (href: string | undefined) => {
      const own = parts.find((part) => part.href === href)?.terms ?? [];
      return [
        ...(landmarks.get(href ?? '') ?? []),
        ...own,
        ...(own.length === 0 && href
          ? (parts.find((part) => href.startsWith(`${part.href}#`))?.terms.slice(0, 1) ?? [])
          : []),
      ];
    };
    const ranges = chapterRanges(
      contents,
      sections,
      text,
      parts.map(({ href }) => ({ href, start: this.#targets.get(href) ?? 0 })),
    );
    const typed = ranges.map((range) => ({ ...range, type: chapterType(terms(range.href), range.title) }));
    const placed = matters(typed.map(({ href, type }) => matterOf(terms(href), type)));
    return {
      text,
      contents,
      chapters: typed.map((range, index) => ({ ...range, matter: placed[index] ?? 'body' })),
      sections,
      pages: toPages(this.#pages, text.length),
      headings: this.#headings,
      lost: this.#flat
        .filter(({ href, title }) => title !== '' && href !== undefined && !this.#targets.has(href))
        .map(({ title }) => title),
    };
  }

  #place(entries: readonly OutlineEntry[]): readonly PlacedEntry[] {
    return entries.map(({ title, href, children }) => ({
      title,
      href,
      start: href === undefined ? undefined : this.#targets.get(href),
      ...(children.length > 0 && { children: this.#place(children) }),
    }));
  }
}

/** What lies in a heading lies behind its sign. */
function moveBehind(places: { start: number }[], start: number, by: number): void {
  for (let index = places.length - 1; index >= 0; index--) {
    const place = places[index];
    if (!place || place.start <= start) return;
    place.start += by;
  }
}
