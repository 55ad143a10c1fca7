import { trimmed } from './blocks.ts';
import type { Measure } from './measure.ts';

/** A stretch of text that goes into a chunk whole, with its size; infinite where it has to be taken apart before it is counted. */
export interface Atom {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly kind: 'prose' | 'code' | 'table' | 'heading';
}

// Lines of a paragraph go on; those of a list or a quotation do not.
const SOFT_BREAK = /\r?\n(?![ \t]*(?:[-*+>|]|\d{1,9}[.)])[ \t])/g;
const WINDOW = 120;
// In characters for one of what is counted: up to where a stretch is likely to fit, and from where it is too large to be counted whole.
const LONG = 1.5;
const TOO_LARGE = 4;
// By how much the sum over the parts of a stretch may be more than the whole.
const SUM_AT_MOST = 1.2;

/** Takes stretches of one text apart that are larger than a chunk may be: at lines, at sentences, at words, at whatever is left. */
export class Splitter {
  readonly #text: string;
  readonly #measure: Measure;
  readonly #budget: number;
  readonly #locale: string;
  readonly #segmenters = new Map<string, Intl.Segmenter>();

  /** @param language BCP 47; one that is none counts as unknown */
  constructor(text: string, measure: Measure, budget: number, language: string | undefined) {
    this.#text = text;
    this.#measure = measure;
    this.#budget = budget;
    this.#locale = localeOf(language);
  }

  /** The stretch as it is, where it fits; else in parts that fit. */
  fitted(start: number, end: number, kind: Atom['kind']): readonly Atom[] {
    const isLong = end - start > LONG * this.#budget;
    if (!isLong) {
      const size = this.#sizeOf(start, end);
      if (size <= this.#budget) return [{ start, end, size, kind }];
    }
    const isProse = kind === 'prose' || kind === 'heading';
    const parts = isProse ? this.sentences(start, end, kind) : this.#lines(start, end, kind);
    // To count takes most of the time: what may have to be taken apart is counted in its parts.
    const size = isLong ? this.#sumOf(parts) : Infinity;
    if (size <= this.#budget - this.#measure.reserveOf(this.#budget)) return [{ start, end, size, kind }];
    if (size <= SUM_AT_MOST * this.#budget && this.#sizeOf(start, end) <= this.#budget)
      return [{ start, end, size: this.#budget, kind }];
    return parts.flatMap((part) => this.#fit(part));
  }

  #sizeOf(start: number, end: number): number {
    return this.#measure.sizeOf(this.#text.slice(start, end));
  }

  #sumOf(parts: readonly Atom[]): number {
    return parts.reduce((sum, part, index) => {
      const before = parts[index - 1];
      return sum + part.size + (before ? this.#measure.gapOf(this.#text.slice(before.end, part.start)) : 0);
    }, 0);
  }

  /** The sentences of a stretch (UAX 29). */
  sentences(start: number, end: number, kind: Atom['kind'] = 'prose'): readonly Atom[] {
    const part = this.#text.slice(start, end).replaceAll(SOFT_BREAK, (space) => ' '.repeat(space.length));
    const atoms: Atom[] = [];
    for (const { index, segment } of this.#segmenter('sentence').segment(part))
      this.#push(atoms, start + index, start + index + segment.length, kind);
    return atoms;
  }

  #lines(start: number, end: number, kind: Atom['kind']): readonly Atom[] {
    const atoms: Atom[] = [];
    for (let from = start; from < end; ) {
      const newline = this.#text.indexOf('\n', from);
      const to = newline === -1 || newline >= end ? end : newline + 1;
      this.#push(atoms, from, to, kind);
      from = to;
    }
    return atoms;
  }

  #push(atoms: Atom[], start: number, end: number, kind: Atom['kind']): void {
    const part = trimmed(this.#text, start, end);
    if (!part) return;
    const isTooLarge = part.end - part.start > TOO_LARGE * this.#budget;
    atoms.push({ ...part, size: isTooLarge ? Infinity : this.#sizeOf(part.start, part.end), kind });
  }

  /** Parts of about a quarter of a chunk, each up to a space or the end of a word. */
  #fit(atom: Atom): readonly Atom[] {
    const { start, end, size, kind } = atom;
    if (size <= this.#budget) return [atom];
    const share = Number.isFinite(size) ? (end - start) / (4 * size) : 1 / 2;
    const length = Math.max(1, Math.floor(share * this.#budget));
    const atoms: Atom[] = [];
    for (let from = start; from < end; ) {
      const to = from + length >= end ? end : this.#boundary(from, from + length, end);
      this.#push(atoms, from, to, kind);
      from = to;
    }
    return atoms.length > 1 ? atoms.flatMap((part) => this.#fit(part)) : atoms;
  }

  /** The last place up to `to` where a reader would break the text. */
  #boundary(from: number, to: number, end: number): number {
    const low = Math.max(from, to - WINDOW);
    const space = /^[\s\S]*\s/.exec(this.#text.slice(low, to))?.[0].length;
    if (space !== undefined) return low + space;
    const part = this.#text.slice(low, Math.min(end, to + WINDOW));
    for (const granularity of ['word', 'grapheme'] as const) {
      let best = 0;
      for (const { index } of this.#segmenter(granularity).segment(part)) {
        if (low + index > to) break;
        best = index;
      }
      if (low + best > from && best > 0) return low + best;
    }
    // A character of several parts that is larger than a chunk: between its code points.
    return isLowSurrogate(this.#text, to) ? to + 1 : to;
  }

  #segmenter(granularity: 'sentence' | 'word' | 'grapheme'): Intl.Segmenter {
    const made = this.#segmenters.get(granularity) ?? new Intl.Segmenter(this.#locale, { granularity });
    this.#segmenters.set(granularity, made);
    return made;
  }
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

function localeOf(language = 'en'): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}
