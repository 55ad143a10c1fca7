import type { Segment } from './transcript.ts';

const SENTENCE_END = /[.?!…。！？]["'”’)\]]*$/;
const PARAGRAPH_LENGTH = 400;
// Without punctuation no sentence ends: then a breath will do, and at last any place.
const LONG_PARAGRAPH = 800;
const LONGEST_PARAGRAPH = 1600;
const PAUSE_MS = 1500;
const BREATH_MS = 400;

/**
 * Segments that follow each other as paragraphs: a new one with each other speaker and each mark of a turn, and after a sentence that a pause follows or that is the
 * last of many.
 */
export function toParagraphs(segments: readonly Segment[]): readonly Segment[] {
  const paragraphs: Segment[] = [];
  // Joined at the end: a text that grows by a word at a time is copied with each.
  let parts: string[] = [];
  let length = 0;
  const close = (): void => {
    const open = paragraphs.at(-1);
    if (open) paragraphs[paragraphs.length - 1] = { ...open, text: parts.join('') };
  };
  for (const segment of segments) {
    const text = segment.text.trim();
    if (text === '') continue;
    const open = paragraphs.at(-1);
    if (open === undefined || endsParagraph(open, parts.at(-1) ?? '', length, segment)) {
      close();
      const { words: _, ...rest } = segment;
      paragraphs.push({ ...rest, text });
      parts = [text];
      length = text.length;
    } else {
      const part = `${spaceBefore(text)}${text}`;
      parts.push(part);
      length += part.length;
      paragraphs[paragraphs.length - 1] = { ...open, endMs: segment.endMs };
    }
  }
  close();
  return paragraphs;
}

function endsParagraph(open: Segment, last: string, length: number, next: Segment): boolean {
  if (open.speaker !== next.speaker || next.isTurn) return true;
  const pause = (next.startMs ?? 0) - (open.endMs ?? 0);
  if (SENTENCE_END.test(last))
    return length >= PARAGRAPH_LENGTH || (open.speaker === undefined && pause >= PAUSE_MS);
  return length >= LONGEST_PARAGRAPH || (length >= LONG_PARAGRAPH && pause >= BREATH_MS);
}

// Languages that are written without spaces come word by word all the same.
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}。、，！？]/u;

function spaceBefore(text: string): string {
  return UNSPACED.test(text) ? '' : ' ';
}
