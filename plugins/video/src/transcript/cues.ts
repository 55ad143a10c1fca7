import type { Segment } from './transcript.ts';

// What fits on two lines and is read in some seconds, as the guidelines of broadcasters have it.
const LONGEST_TEXT = 84;
const LONGEST_MS = 7000;
const PAUSE_MS = 1000;
const SENTENCE_END = /[.?!…。！？]["'”’)\]]*$/;

/** Words that come one by one as segments that can be shown: two lines at most, of one speaker, ended by a sentence or a pause. */
export function toCues(words: readonly Segment[]): readonly Segment[] {
  const cues: Segment[] = [];
  for (const word of words) {
    const open = cues.at(-1);
    if (open === undefined || startsCue(open, word)) cues.push(word);
    else cues[cues.length - 1] = { ...open, text: `${open.text} ${word.text}`, endMs: word.endMs };
  }
  return cues;
}

function startsCue(open: Segment, { text, startMs = 0, endMs = startMs, speaker }: Segment): boolean {
  return (
    open.speaker !== speaker ||
    SENTENCE_END.test(open.text) ||
    open.text.length + 1 + text.length > LONGEST_TEXT ||
    endMs - (open.startMs ?? 0) > LONGEST_MS ||
    startMs - (open.endMs ?? 0) > PAUSE_MS
  );
}
