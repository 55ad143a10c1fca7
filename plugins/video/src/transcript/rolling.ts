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
  const tokens = cues.map(tokensOf);
  if (!isRolling(cues, tokens)) return cues;
  const collapsed: Cue[] = [];
  for (const [index, cue] of cues.entries()) {
    const carried = carriedOver(cues, tokens, index);
    const first = tokens[index]?.[carried];
    if (first !== undefined) collapsed.push(carried === 0 ? cue : from(cue, first.start));
  }
  return collapsed.map((cue, index) => {
    const next = collapsed[index + 1]?.startMs ?? cue.endMs;
    return next > cue.startMs && next < cue.endMs ? { ...cue, endMs: next } : cue;
  });
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
function isRolling(cues: readonly Cue[], tokens: readonly (readonly Token[])[]): boolean {
  let [rolling, others] = [0, 0];
  for (let index = 1; index < cues.length; index++) {
    const carried = carriedOver(cues, tokens, index);
    if (carried === tokens[index]?.length) continue;
    if (carried > 0) rolling++;
    else others++;
  }
  return rolling > 0 && rolling >= (rolling + others) * ROLLING_SHARE;
}

/** How many of the first words of a cue stand at the end of the one before it: whole lines, or all that was there. */
function carriedOver(cues: readonly Cue[], tokens: readonly (readonly Token[])[], index: number): number {
  const [cue, before] = [cues[index], cues[index - 1]];
  const [words = [], shown = []] = [tokens[index], tokens[index - 1]];
  if (cue === undefined || before === undefined || cue.startMs - before.endMs > LONGEST_GAP_MS) return 0;
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
