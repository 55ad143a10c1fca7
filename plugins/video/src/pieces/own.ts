import type { Segment, Word } from '../transcript/transcript.ts';
import type { Piece } from './cut.ts';

/**
 * What of a piece is its own, in times of the whole: each word belongs to the piece in which its middle lies, so what both neighbours heard comes once. Segments that
 * reach over a cut are put together of their words; without words they go where their middle is.
 */
export function ownSegments(segments: readonly Segment[], piece: Piece): readonly Segment[] {
  const offset = Math.max(0, piece.startMs - piece.overlapMs);
  const isOwn = (startMs: number, endMs: number): boolean => {
    const middle = (startMs + endMs) / 2;
    const [isFirst, isLast] = [piece.number === 1, piece.number === piece.of];
    return (isFirst || middle >= piece.startMs) && (isLast || middle < piece.endMs);
  };
  return segments.flatMap((segment): readonly Segment[] => {
    const moved = shifted(segment, offset);
    const { startMs, endMs, words } = moved;
    // Models without times get pieces without overlap.
    if (startMs === undefined || endMs === undefined) return [moved];
    if (words === undefined || words.length === 0) return isOwn(startMs, endMs) ? [moved] : [];
    const own = words.filter((word) => isOwn(word.startMs, word.endMs));
    if (own.length === words.length) return [moved];
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      {
        ...moved,
        text: own.map(({ text }) => text).join(' '),
        startMs: first.startMs,
        endMs: last.endMs,
        words: own,
      },
    ];
  });
}

function shifted(segment: Segment, offset: number): Segment {
  const { startMs, endMs, words } = segment;
  return {
    ...segment,
    ...(startMs !== undefined && { startMs: startMs + offset }),
    ...(endMs !== undefined && { endMs: endMs + offset }),
    ...(words && {
      words: words.map(
        (word): Word => ({ ...word, startMs: word.startMs + offset, endMs: word.endMs + offset }),
      ),
    }),
  };
}
