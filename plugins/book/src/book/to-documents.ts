import type { Document, JsonObject, Span } from '@bowerbird/core';
import type { Chapter, PlacedEntry, Section } from './assemble.ts';
import { bookUri } from './identity.ts';
import type { BookMetadata } from './metadata.ts';
import { NoteTexts } from './note-texts.ts';
import type { ParsedBook } from './parsed.ts';

/**
 * The documents of a book: one, or one for each chapter.
 * @param sha256 of the file: its name where it has none of its own
 */
export function toDocuments(
  parsed: ParsedBook,
  sha256: string,
  split: 'book' | 'chapter',
): readonly Document[] {
  const id = `book:${bookUri(parsed.metadata) ?? `sha256:${sha256.slice(0, 32)}`}`;
  const documents = split === 'book' ? [wholeBook(parsed, id)] : byChapter(parsed, id);
  // The original, by its bytes: it may lie anywhere.
  return documents.map((document) => ({ ...document, metadata: { sha256, ...document.metadata } }));
}

function wholeBook(parsed: ParsedBook, id: string): Document {
  const { book, metadata } = parsed;
  return {
    id,
    text: book.text,
    title: metadata.title ?? firstHeading(book.sections),
    ...commonFields(metadata),
    ...withSpans(merged(sectionSpans(book.sections, 0, book.text.length), book.pages)),
    metadata: {
      ...bookFields(parsed),
      contents: book.contents.map(toJson),
      chapters: book.chapters.map(({ title, start, end, matter, type }) => ({
        title,
        start,
        end,
        matter,
        type,
      })),
    },
  };
}

function byChapter(parsed: ParsedBook, id: string): readonly Document[] {
  const { book, metadata } = parsed;
  const notes = new NoteTexts(book.text);
  const names = new Names(id);
  const chapters = book.chapters.map((chapter) => ({
    chapter,
    text: notes.chapterText(chapter.start, chapter.end),
  }));
  // The chapter of endnotes has gone to the chapters that refer to them: what is left of it is its heading.
  const kept = chapters.filter(
    ({ chapter, text }) =>
      text.replace(/^#+ .*$/gm, '').trim() !== '' || !notes.hasNotes(chapter.start, chapter.end),
  );
  return kept.map(({ chapter, text }, index) => {
    const { start, end, title, path, href, matter, type } = chapter;
    // Places hold up to where notes from elsewhere in the book begin.
    const length = Math.min(notes.ownLength(start, end), text.length);
    return {
      id: names.of(chapter),
      text,
      title: title || metadata.title,
      ...commonFields(metadata),
      ...withSpans(
        merged(sectionSpans(book.sections, start, start + length), cut(book.pages, start, start + length)),
      ),
      metadata: {
        ...bookFields(parsed),
        book: { id, title: metadata.title },
        chapter: { number: index + 1, of: kept.length, title, path: [...path], href, matter, type },
      },
    };
  });
}

/** Ids of chapters: the place that the contents lead to, which stays when a chapter is added before it; else its title. */
class Names {
  readonly #book: string;
  readonly #seen = new Map<string, number>();

  constructor(book: string) {
    this.#book = book;
  }

  of({ href, title }: Chapter): string {
    const place = href !== undefined && href !== '' && !href.startsWith('#page=') ? href : title;
    const slug = place.trim().replace(/[\s\p{Cc}]+/gu, '-') || 'start';
    const times = (this.#seen.get(slug) ?? 0) + 1;
    this.#seen.set(slug, times);
    return `${this.#book}#${slug}${times > 1 ? `~${times}` : ''}`;
  }
}

function firstHeading(sections: readonly Section[]): string | undefined {
  return sections.find(({ isHeading }) => isHeading)?.title;
}

function commonFields({
  creators,
  language,
  published,
  modified,
  identifiers,
}: BookMetadata): Partial<Document> {
  const authors = creators.filter(({ role }) => role === undefined || role === 'aut').map(({ name }) => name);
  const address = identifiers.find(({ scheme, value }) => scheme === 'uri' && /^https?:/.test(value))?.value;
  return {
    ...(address !== undefined && URL.canParse(address) && { url: address }),
    ...(isLanguage(language) && { language }),
    ...(authors.length > 0 && { authors: [...new Set(authors)] }),
    ...(isDate(published) && { published }),
    ...(isDate(modified) && { modified }),
  };
}

function isLanguage(language: string | undefined): boolean {
  try {
    return language !== undefined && new Intl.Locale(language).language !== 'und';
  } catch {
    return false;
  }
}

function isDate(date: string | undefined): boolean {
  return date !== undefined && !Number.isNaN(Date.parse(date));
}

function bookFields({ format, version, metadata, quality, warnings, encoding }: ParsedBook): JsonObject {
  const { subtitle, creators, series, publisher, identifiers, subjects, rights, description, producer } =
    metadata;
  return {
    format,
    version,
    subtitle,
    creators: creators.map((creator) => ({ ...creator })),
    series: series.map((each) => ({ ...each })),
    publisher,
    identifiers: identifiers.map((each) => ({ ...each })),
    subjects: [...subjects],
    rights,
    description,
    producer,
    encoding,
    quality: { ...quality },
    warnings: [...warnings],
  };
}

function toJson({ title, href, start, children }: PlacedEntry): JsonObject {
  return { title, href, start, ...(children && { children: children.map(toJson) }) };
}

function sectionSpans(sections: readonly Section[], start: number, end: number): readonly Span[] {
  const spans = sections.map((section): Span => {
    const { path, href } = section;
    return {
      start: section.start,
      end: section.end,
      locator: { kind: 'section', path, ...(href && { href }) },
    };
  });
  return cut(spans, start, end);
}

function cut(spans: readonly Span[], start: number, end: number): readonly Span[] {
  return spans.flatMap((span) => {
    const from = Math.max(span.start, start);
    const to = Math.min(span.end, end);
    return from < to ? [{ ...span, start: from - start, end: to - start }] : [];
  });
}

function merged(...lists: readonly (readonly Span[])[]): readonly Span[] {
  return lists.flat().sort((a, b) => a.start - b.start || b.end - a.end);
}

function withSpans(spans: readonly Span[]): Partial<Document> {
  return spans.length > 0 ? { spans } : {};
}
