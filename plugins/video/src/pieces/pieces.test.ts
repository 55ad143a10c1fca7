import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from '../transcript/transcript.ts';
import { cut } from './cut.ts';
import { ownSegments } from './own.ts';

const HOUR = 3_600_000;

describe('a sound', () => {
  it('that is short enough is whole', () => {
    expect(cut(HOUR, [], 2 * HOUR, 2000)).toEqual([
      { number: 1, of: 1, startMs: 0, endMs: HOUR, overlapMs: 0 },
    ]);
  });

  it('is cut in a silence near the middle', () => {
    const silences = [
      [10, 11],
      [1700, 1700.4],
      [1790, 1792],
      [3000, 3009],
    ] as const;
    const pieces = cut(HOUR, silences, 0.75 * HOUR, 2000);
    expect(pieces.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 1_791_000],
      [1_791_000, HOUR],
    ]);
  });

  it('has pieces without a gap, each short enough, wherever it is silent', () => {
    const silence = fc.tuple(
      fc.double({ min: 0, max: 40_000, noNaN: true }),
      fc.double({ min: 0.3, max: 20, noNaN: true }),
    );
    const silences = fc
      .array(silence, { maxLength: 200 })
      .map((all) => all.map(([start, length]) => [start, start + length] as const).sort(([a], [b]) => a - b));
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 36_000_000 }),
        silences,
        fc.integer({ min: 60_000, max: 6_000_000 }),
        fc.constantFrom(0, 2000),
        (duration, quiet, longest, overlap) => {
          const pieces = cut(duration, quiet, longest, overlap);
          expect(pieces[0]?.startMs).toBe(0);
          expect(pieces.at(-1)?.endMs).toBe(duration);
          for (const [index, { startMs, endMs, overlapMs }] of pieces.entries()) {
            expect(endMs).toBeGreaterThan(startMs);
            expect(endMs - startMs + 2 * overlapMs).toBeLessThanOrEqual(longest + 1);
            if (index > 0) expect(startMs).toBe(pieces[index - 1]?.endMs);
          }
        },
      ),
    );
  });
});

/** Words that are spoken from `startMs` on, in segments of some, as a recogniser gives what it hears between two times. */
function heard(
  words: readonly { text: string; startMs: number; endMs: number }[],
  from: number,
  to: number,
  size: number,
): readonly Segment[] {
  const inside = words
    .filter(({ startMs, endMs }) => startMs >= from && endMs <= to)
    .map((word) => ({ ...word, startMs: word.startMs - from, endMs: word.endMs - from }));
  const segments: Segment[] = [];
  for (let at = 0; at < inside.length; at += size) {
    const part = inside.slice(at, at + size);
    segments.push({
      text: part.map(({ text }) => text).join(' '),
      startMs: part[0]!.startMs,
      endMs: part.at(-1)!.endMs,
      words: part,
    });
  }
  return segments;
}

it('pieces have each word once, and lose none, however each was heard', () => {
  const pauses = fc.array(fc.integer({ min: 20, max: 900 }), { minLength: 50, maxLength: 400 });
  fc.assert(
    fc.property(
      pauses,
      fc.integer({ min: 10_000, max: 60_000 }),
      fc.integer({ min: 1, max: 9 }),
      (gaps, longest, size) => {
        let at = 0;
        const words = gaps.map((gap, index) => {
          const startMs = at + gap;
          at = startMs + 300;
          return { text: `w${index}`, startMs, endMs: at };
        });
        const silences = words
          .slice(1)
          .flatMap(({ startMs }, index) =>
            startMs - words[index]!.endMs >= 300
              ? [[words[index]!.endMs / 1000, startMs / 1000] as const]
              : [],
          );
        const joined = cut(at, silences, longest, 2000).flatMap((piece) => {
          const from = Math.max(0, piece.startMs - piece.overlapMs);
          return ownSegments(heard(words, from, piece.endMs + piece.overlapMs, size), piece);
        });
        expect(joined.flatMap(({ text }) => text.split(' '))).toEqual(words.map(({ text }) => text));
        expect(joined.flatMap((segment) => segment.words ?? [])).toEqual(words);
      },
    ),
  );
});
