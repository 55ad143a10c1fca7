/** What a caption file shows at one time. All formats are read as this. */
export interface Cue {
  /** Whole milliseconds from the start of the media. */
  readonly startMs: number;
  readonly endMs: number;
  /** Plain text: no markup, no entities. A line feed where the file breaks the line. */
  readonly text: string;
  readonly speaker?: string | undefined;
  /** Where in the text a new word begins at which time, in order, where the file tells. */
  readonly marks?: readonly Mark[] | undefined;
}

/** A time inside of a cue. `at`: UTF-16 offset in its text. */
export interface Mark {
  readonly at: number;
  readonly startMs: number;
}

/** A caption file as it was read. */
export interface Captions {
  /** In the order of their start. */
  readonly cues: readonly Cue[];
  /** BCP 47, where the file says so. */
  readonly language?: string | undefined;
  /** What was wrong in the file and left out, with the line. At most 20. */
  readonly problems: readonly string[];
}

const MOST_PROBLEMS = 20;

/** Collects what is wrong with a file: the first of it, and how much there was. */
export class Problems {
  readonly #told: string[] = [];
  #count = 0;

  add(problem: string): void {
    this.#count++;
    if (this.#told.length < MOST_PROBLEMS) this.#told.push(problem);
  }

  list(): readonly string[] {
    const more = this.#count - this.#told.length;
    return more > 0 ? [...this.#told, `and ${more} more`] : this.#told;
  }
}

/** By start; what starts at once stays in the order of the file. */
export function inOrder<T extends { readonly startMs: number }>(cues: readonly T[]): readonly T[] {
  for (let at = 1; at < cues.length; at++) {
    if ((cues[at] as T).startMs < (cues[at - 1] as T).startMs)
      return cues.toSorted((a, b) => a.startMs - b.startMs);
  }
  return cues;
}
