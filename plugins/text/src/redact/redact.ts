import type { Delivered, JsonValue, Locator, Span } from '@bowerbird/core';
import { type Detector, type Match, withoutOverlaps } from './match.ts';

/** How often what was found, by type, and how it looks. */
export type Found = {
  readonly type: string;
  readonly count: number;
  /** Of the first one the first character and the length: a report must not tell what it is to hide. */
  readonly sample: string;
};

/** Hides what a detector finds in one document: the same value has the same placeholder wherever it is. */
export class Redactor {
  readonly #detect: Detector;
  readonly #placeholders = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #short = new Map<string, string>();
  readonly #found = new Map<string, Found>();

  constructor(detect: Detector) {
    this.#detect = detect;
  }

  get found(): readonly Found[] {
    return [...this.#found.values()];
  }

  /**
   * The document with placeholders in its text, title, address, authors, metadata and sections. What names it stays: its id, and
   * where it came from.
   */
  document(document: Delivered): Delivered {
    const { text, spans } = this.#textOf(document.text, document.spans);
    const { title, url, authors, metadata } = document;
    return {
      ...document,
      text,
      ...(title !== undefined && { title: this.text(title) }),
      ...(url !== undefined && { url: this.text(url) }),
      ...(authors && { authors: authors.map((author) => this.text(author)) }),
      ...(spans && { spans: spans.map((span) => ({ ...span, locator: this.#locator(span.locator) })) }),
      ...(metadata && { metadata: this.#json(metadata) as typeof metadata }),
    };
  }

  /** A text with placeholders. Headings come again and again, in the sections below them. */
  text(text: string): string {
    const known = this.#short.get(text);
    if (known !== undefined) return known;
    const redacted = this.#textOf(text, undefined).text;
    this.#short.set(text, redacted);
    return redacted;
  }

  #textOf(
    text: string,
    spans: readonly Span[] | undefined,
  ): { readonly text: string; readonly spans: readonly Span[] | undefined } {
    let current = { text, spans };
    // What is hidden may have stood in the way of something else: until nothing is found.
    for (;;) {
      const matches = withoutOverlaps([...this.#detect(current.text)]);
      if (matches.length === 0) return current;
      current = replace(current.text, current.spans, matches, (match) => this.#placeholder(match, text));
    }
  }

  #placeholder({ type, value, start, end }: Match, text: string): string {
    const before = this.#found.get(type);
    const sample = before?.sample ?? `${[...text.slice(start, end)][0] ?? ''}… (${end - start} characters)`;
    this.#found.set(type, { type, count: (before?.count ?? 0) + 1, sample });
    const key = `${type} ${value}`;
    const known = this.#placeholders.get(key);
    if (known !== undefined) return known;
    const number = (this.#counts.get(type) ?? 0) + 1;
    const placeholder = `[${type} ${number}]`;
    this.#counts.set(type, number);
    this.#placeholders.set(key, placeholder);
    return placeholder;
  }

  #locator(locator: Locator): Locator {
    switch (locator.kind) {
      case 'section': {
        const { path, href } = locator;
        return {
          ...locator,
          path: path.map((title) => this.text(title)),
          ...(href !== undefined && { href: this.text(href) }),
        };
      }
      case 'time':
        return locator.speaker === undefined ? locator : { ...locator, speaker: this.text(locator.speaker) };
      default:
        return locator;
    }
  }

  #json(value: JsonValue | undefined): JsonValue | undefined {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item: JsonValue) => this.#json(item) ?? null);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [this.text(name), this.#json(item)]),
    );
  }
}

/** The text with what stands in the place of matches, and the spans where their text is now. */
function replace(
  text: string,
  spans: readonly Span[] | undefined,
  matches: readonly Match[],
  placeholderOf: (match: Match) => string,
): { readonly text: string; readonly spans: readonly Span[] | undefined } {
  const parts: string[] = [];
  // Of each match: where it was, and where its placeholder ends now.
  const moves: { readonly start: number; readonly end: number; readonly to: number }[] = [];
  let [from, length] = [0, 0];
  for (const match of matches) {
    const placeholder = placeholderOf(match);
    parts.push(text.slice(from, match.start), placeholder);
    length += match.start - from + placeholder.length;
    moves.push({ start: match.start, end: match.end, to: length });
    from = match.end;
  }
  parts.push(text.slice(from));
  return { text: parts.join(''), spans: spans?.map((span) => moved(span, moves)) };
}

type Moves = readonly { readonly start: number; readonly end: number; readonly to: number }[];

function moved(span: Span, moves: Moves): Span {
  return { ...span, start: place(span.start, moves), end: place(span.end, moves) };
}

/** Where a place is now. In the middle of what is hidden: behind it, so that spans beside each other stay so. */
function place(at: number, moves: Moves): number {
  let [low, high] = [0, moves.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moves[middle]?.start ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = moves[low - 1];
  return before === undefined ? at : before.to + Math.max(0, at - before.end);
}
