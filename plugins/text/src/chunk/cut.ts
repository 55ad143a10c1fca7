import type { Span } from '@bowerbird/core';
import { type Block, blocksOf, trimmed } from './blocks.ts';
import type { Measure } from './measure.ts';
import { type Atom, Splitter } from './split.ts';
import { type Unit, unitsOf } from './units.ts';

/** How a text is to be cut. Sizes in what the measure counts. */
export interface CutOptions {
  readonly budget: number;
  readonly overlap: number;
  readonly chapterLevels: number;
}

/** What is to be cut. */
export interface CutText {
  readonly text: string;
  readonly spans: readonly Span[];
  readonly language: string | undefined;
}

/** A chunk of a text: neither its first nor its last character is white space. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** The sum of what it is made of: at most a little less than it is. */
  readonly size: number;
  /** The headings above all of it. */
  readonly path: readonly string[];
  readonly speakers: readonly string[];
  readonly messageIds: readonly string[];
}

/** Units that may share a chunk. */
interface Run {
  readonly units: Unit[];
  readonly atoms: Atom[];
  size: number;
  /** Whether all of its units are small. */
  small: boolean;
}

/**
 * Cuts a text into chunks, by structure first: never across chapters, across speakers, messages and sections only where both sides are
 * small, then between blocks, between sentences, between words. All of the text but white space is in a chunk, in order; they share what
 * `overlap` asks for.
 */
export function cutText(
  { text, spans, language }: CutText,
  measure: Measure,
  options: CutOptions,
): readonly Cut[] {
  const { budget, chapterLevels } = options;
  const blocks = blocksOf(text);
  const splitter = new Splitter(text, measure, budget, language);
  const units = unitsOf(text, spans, blocks, chapterLevels);
  const gapOf = (from: number, to: number) => measure.gapOf(text.slice(from, to));
  const room = budget - measure.reserveOf(budget);
  const packer = new Packer(splitter, gapOf, { room, overlap: options.overlap });
  return runsOf(text, units, blocks, splitter, gapOf, room).flatMap(({ atoms, units: own }) =>
    packer.pack(atoms).map((chunk) => ({ ...chunk, ...placeOf(chunk, own) })),
  );
}

type GapOf = (from: number, to: number) => number;

function runsOf(
  text: string,
  units: readonly Unit[],
  blocks: readonly Block[],
  splitter: Splitter,
  gapOf: GapOf,
  budget: number,
): readonly Run[] {
  const runs: Run[] = [];
  let isChapter = true;
  let next = 0;
  for (const unit of units) {
    isChapter ||= unit.begins === 'chapter';
    const atoms: Atom[] = [];
    for (; next < blocks.length; next++) {
      const block = blocks[next] as Block;
      if (block.start >= unit.end) break;
      // A unit may begin or end inside a block.
      const part = trimmed(text, Math.max(block.start, unit.start), Math.min(block.end, unit.end));
      if (part) atoms.push(...splitter.fitted(part.start, part.end, block.kind));
      if (block.end > unit.end) break;
    }
    if (atoms.length === 0) continue;
    const run = toRun(unit, atoms, gapOf, budget);
    const last = runs.at(-1);
    if (last && !isChapter && mayShare(last, run, gapOf, budget)) join(last, run, gapOf);
    else runs.push(run);
    isChapter = false;
  }
  return runs;
}

function toRun(unit: Unit, atoms: Atom[], gapOf: GapOf, budget: number): Run {
  const size = atoms.reduce((sum, atom, index) => {
    const before = atoms[index - 1];
    return sum + atom.size + (before ? gapOf(before.end, atom.start) : 0);
  }, 0);
  // Somebody's words should stand alone unless they are few; sections of a chapter are looser.
  const small = size <= budget / (unit.begins === 'turn' || unit.speaker || unit.messageId ? 4 : 2);
  return { units: [unit], atoms, size, small };
}

function mayShare(last: Run, run: Run, gapOf: GapOf, budget: number): boolean {
  // A heading belongs to what comes below it.
  if (last.atoms.every(({ kind }) => kind === 'heading')) return true;
  return last.small && run.small && last.size + gapBetween(last, run, gapOf) + run.size <= budget;
}

function join(last: Run, run: Run, gapOf: GapOf): void {
  last.size += gapBetween(last, run, gapOf) + run.size;
  last.small &&= run.small;
  last.units.push(...run.units);
  last.atoms.push(...run.atoms);
}

function gapBetween(last: Run, run: Run, gapOf: GapOf): number {
  return gapOf(last.atoms.at(-1)?.end ?? 0, run.atoms[0]?.start ?? 0);
}

type Packed = Pick<Cut, 'start' | 'end' | 'size'>;

/** Fills chunks with atoms, one after the other. */
class Packer {
  readonly #splitter: Splitter;
  readonly #gapOf: GapOf;
  readonly #room: number;
  readonly #overlap: number;

  constructor(
    splitter: Splitter,
    gapOf: GapOf,
    { room, overlap }: { readonly room: number; readonly overlap: number },
  ) {
    this.#splitter = splitter;
    this.#gapOf = gapOf;
    this.#room = room;
    this.#overlap = overlap;
  }

  pack(atoms: readonly Atom[]): readonly Packed[] {
    const chunks: Packed[] = [];
    for (let first = 0; first < atoms.length; ) {
      const lead = first === 0 ? [] : this.#lead(atoms, first, chunks.at(-1)?.start ?? 0);
      const { count, ...chunk } = this.#fill(atoms, first, lead);
      chunks.push(chunk);
      first += count;
    }
    return chunks;
  }

  /** As many atoms from `first` as fit, behind as much of `lead` as leaves room for one. */
  #fill(atoms: readonly Atom[], first: number, lead: readonly Atom[]): Packed & { readonly count: number } {
    const room = this.#room;
    const sum = (parts: readonly Atom[]) =>
      parts.reduce((size, part, index) => size + this.#step(parts[index - 1], part), 0);
    const one = atoms.slice(first, first + 1);
    let kept = lead;
    while (kept.length > 0 && sum([...kept, ...one]) > room) kept = kept.slice(1);
    let size = sum([...kept, ...one]);
    let count = 1;
    for (; first + count < atoms.length; count++) {
      const step = this.#step(atoms[first + count - 1], atoms[first + count] as Atom);
      if (size + step > room) break;
      size += step;
    }
    // A heading that ends a chunk goes with what comes below it, unless it is alone.
    while (count > 1 && first + count < atoms.length && atoms[first + count - 1]?.kind === 'heading') {
      size -= this.#step(atoms[first + count - 2], atoms[first + count - 1] as Atom);
      count--;
    }
    const start = (kept[0] ?? one[0])?.start ?? 0;
    return { start, end: atoms[first + count - 1]?.end ?? start, size, count };
  }

  /** What an atom adds behind another. */
  #step(before: Atom | undefined, atom: Atom): number {
    return atom.size + (before ? this.#gapOf(before.end, atom.start) : 0);
  }

  /** The last sentences before an atom that fit into the overlap; fewer than all of the chunk that they are of. */
  #lead(atoms: readonly Atom[], first: number, chunkStart: number): readonly Atom[] {
    const lead: Atom[] = [];
    let room = this.#overlap;
    for (let index = first - 1; index >= 0 && room > 0; index--) {
      const atom = atoms[index] as Atom;
      if (atom.kind !== 'prose') break;
      for (const sentence of this.#splitter.sentences(atom.start, atom.end).toReversed()) {
        const cost = sentence.size + this.#gapOf(sentence.end, (lead[0] ?? (atoms[first] as Atom)).start);
        if (cost > room || sentence.start <= chunkStart) return lead;
        lead.unshift(sentence);
        room -= cost;
      }
    }
    return lead;
  }
}

function placeOf(
  { start, end }: Packed,
  units: readonly Unit[],
): Pick<Cut, 'path' | 'speakers' | 'messageIds'> {
  const own = units.filter((unit) => unit.start < end && unit.end > start);
  const [first, ...rest] = own.map(({ path }) => path);
  const common = (first ?? []).findIndex((title, index) => rest.some((path) => path[index] !== title));
  const known = (values: readonly (string | undefined)[]) => [
    ...new Set(values.filter((value) => value !== undefined)),
  ];
  return {
    path: common === -1 ? (first ?? []) : (first ?? []).slice(0, common),
    speakers: known(own.map(({ speaker }) => speaker)),
    messageIds: known(own.map(({ messageId }) => messageId)),
  };
}
