/** A note as it stands in the text of a book. */
interface NoteText {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

const REFERENCE = /\[\^([^\]\s]+)\](?!:)/g;

/** The notes of a text (`[^n]: …`, with what is indented under it), so that each chapter can have its own. */
export class NoteTexts {
  readonly #text: string;
  readonly #notes: readonly NoteText[];
  readonly #byLabel: ReadonlyMap<string, NoteText>;

  constructor(text: string) {
    this.#text = text;
    this.#notes = [...text.matchAll(/^\[\^([^\]\s]+)\]:(?:.*)(?:\n(?: {4}.*|[ \t]*(?=\n|$)))*/gm)].map(
      (found) => ({
        label: found[1] ?? '',
        start: found.index,
        end: found.index + found[0].trimEnd().length,
      }),
    );
    this.#byLabel = new Map(this.#notes.map((note) => [note.label, note]));
  }

  hasNotes(start: number, end: number): boolean {
    return this.#notes.some((note) => note.start >= start && note.start < end);
  }

  /** How much of a chapter's text is a slice of the book's, from its start: up to the first note that it does not refer to. */
  ownLength(start: number, end: number): number {
    const used = this.#labelsIn(start, end);
    return (
      (this.#notes.find((note) => note.start >= start && note.start < end && !used.has(note.label))?.start ??
        end) - start
    );
  }

  /** A stretch of the text with the notes that it refers to, and without those that others refer to. */
  chapterText(start: number, end: number): string {
    const used = this.#labelsIn(start, end);
    let text = '';
    let at = start;
    for (const note of this.#notes) {
      if (note.start < start || note.start >= end || used.has(note.label)) continue;
      text += this.#text.slice(at, note.start);
      // With the empty line behind it.
      at = Math.min(end, note.end + (/^\n+/.exec(this.#text.slice(note.end, note.end + 3))?.[0].length ?? 0));
    }
    text = (text + this.#text.slice(at, end)).trimEnd();
    const added = [...used].flatMap((label) => {
      const note = this.#byLabel.get(label);
      return note && (note.start < start || note.start >= end)
        ? [this.#text.slice(note.start, note.end)]
        : [];
    });
    return [text, ...added].join('\n\n');
  }

  /** The notes that a stretch refers to, in the order of the references, and those that these refer to. */
  #labelsIn(start: number, end: number): ReadonlySet<string> {
    const inside = this.#notes.filter((note) => note.start >= start && note.start < end);
    let plain = '';
    let at = start;
    for (const note of inside) {
      plain += this.#text.slice(at, note.start);
      at = note.end;
    }
    const labels = new Set<string>();
    const add = (text: string) => {
      for (const [, label = ''] of text.matchAll(REFERENCE)) {
        if (labels.has(label) || !this.#byLabel.has(label)) continue;
        labels.add(label);
        const note = this.#byLabel.get(label);
        if (note) add(this.#text.slice(note.start, note.end));
      }
    };
    add(plain + this.#text.slice(at, end));
    return labels;
  }
}
