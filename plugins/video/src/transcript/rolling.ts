import type { Cue } from '../formats/cue.ts';

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** It is the last one of its line. */
  readonly endsLine: boolean;
}

// A window is a few lines. What is longer is compared by its end.
const MOST_CARRIED = 200;
// A window that was empty for so long carries nothing over.
const LONGEST_GAP_MS = 1000;
const ROLLING_SHARE = 0.4;

/**
 * Takes out what a rolling window shows again: automatic captions show each line twice or three times while it moves up, and captions that grow word by word repeat
 * all that stands there already. Files that do not roll are left as they are, also where somebody says a thing twice.
 */
export function collapseRolling(cues: readonly Cue[]): readonly Cue[] {
  // Words are parted where they are looked at: most files roll nowhere.
  const tokens = new Tokens(cues);
  if (!isRolling(cues, tokens)) return cues;
  const collapsed: Cue[] = [];
  for (const [index, cue] of cues.entries()) {
    const carried = carriedOver(cues, tokens, index);
    const first = tokens.of(index)[carried];
    if (first !== undefined) collapsed.push(carried === 0 ? cue : from(cue, first.start));
  }
  return collapsed.map((cue, index) => {
    const next = collapsed[index + 1]?.startMs ?? cue.endMs;
    return next > cue.startMs && next < cue.endMs ? { ...cue, endMs: next } : cue;
  });
}

class Tokens {
  readonly #cues: readonly Cue[];
  readonly #known: (readonly Token[] | undefined)[] = [];

  constructor(cues: readonly Cue[]) {
    this.#cues = cues;
  }

  of(index: number): readonly Token[] {
    const cue = this.#cues[index];
    this.#known[index] ??= cue ? tokensOf(cue) : [];
    return this.#known[index] ?? [];
  }
}

const FIRST_WORD = /\S+/;

/** Whether the first word of a cue stands anywhere in the one before it: if not, nothing is carried over. */
function mayCarry(before: string, text: string): boolean {
  const first = FIRST_WORD.exec(text)?.[0];
  return first !== undefined && before.includes(first);
}

function tokensOf({ text }: Cue): readonly Token[] {
  const found = [...text.matchAll(/\S+/g)];
  return found.map((match, index) => {
    const end = match.index + match[0].length;
    const next = found[index + 1];
    return {
      text: match[0],
      start: match.index,
      end,
      endsLine: next === undefined || text.slice(end, next.index).includes('\n'),
    };
  });
}

/** Whether many cues show the end of the one before them, and something new. What is merely said twice brings nothing new. */
function isRolling(cues: readonly Cue[], tokens: Tokens): boolean {
  let [rolling, others] = [0, 0];
  for (let index = 1; index < cues.length; index++) {
    const carried = carriedOver(cues, tokens, index);
    if (carried > 0 && carried === tokens.of(index).length) continue;
    if (carried > 0) rolling++;
    else others++;
  }
  return rolling > 0 && rolling >= (rolling + others) * ROLLING_SHARE;
}

/** How many of the first words of a cue stand at the end of the one before it: whole lines, or all that was there. */
function carriedOver(cues: readonly Cue[], tokens: Tokens, index: number): number {
  const [cue, before] = [cues[index], cues[index - 1]];
  if (cue === undefined || before === undefined || cue.startMs - before.endMs > LONGEST_GAP_MS) return 0;
  if (!mayCarry(before.text, cue.text)) return 0;
  const [words, shown] = [tokens.of(index), tokens.of(index - 1)];
  // What has times inside is spoken just now.
  const spoken = cue.marks?.[0]?.at ?? Number.POSITIVE_INFINITY;
  const lineOfSpoken = cue.text.lastIndexOf('\n', spoken) + 1;
  for (let count = Math.min(words.length, shown.length, MOST_CARRIED); count > 0; count--) {
    const last = words[count - 1];
    if (last === undefined || !(last.endsLine || count === shown.length)) continue;
    if (cue.marks !== undefined && last.end > lineOfSpoken) continue;
    if (words.slice(0, count).every((word, at) => word.text === shown[shown.length - count + at]?.text))
      return count;
  }
  return 0;
}

/** A cue without what stands before an offset of its text. */
function from(cue: Cue, offset: number): Cue {
  const marks = cue.marks
    ?.filter(({ at }) => at > offset)
    .map(({ at, startMs }) => ({ at: at - offset, startMs }));
  const { marks: _, ...rest } = cue;
  // What comes before the first of its words was there already.
  return { ...rest, text: cue.text.slice(offset), ...(marks && marks.length > 0 && { marks }) };
}
