import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type GeneratedMessage, generateThread, QUOTING } from '../../test/generated.ts';
import { messageDigest } from '../archive/read.ts';
import { toDocuments } from './thread-document.ts';
import { readTurn } from './turn.ts';

function documentOf(messages: readonly GeneratedMessage[], explain = false) {
  let at = 0;
  const turns = messages.map(({ source }) => {
    const bytes = Buffer.from(source);
    const start = at;
    at += bytes.length;
    return readTurn({ file: 'a.mbox', start, end: at, digest: messageDigest(bytes), chosen: true, bytes });
  });
  return toDocuments(turns, { key: 'k', split: 'thread', explain });
}

const CASES = [QUOTING, ...QUOTING.map((one) => [one])].map((quotings) => ({ quotings }));

const folded = (text: string): string => text.replaceAll(/\s+/g, ' ');

it.each(CASES)('loses no sentence of a thread, and says each once: $quotings', ({ quotings }) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 12 }), (seed, length) => {
      const messages = generateThread(seed, length, quotings);
      const [document] = documentOf(messages);
      const text = folded(document?.text ?? '');
      for (const sentence of messages.flatMap(({ sentences }) => sentences)) {
        const parts = text.split(sentence);
        if (parts.length !== 2) throw new Error(`${parts.length - 1} times: ${sentence}\n${document?.text}`);
      }
    }),
    { numRuns: 40 },
  );
});

it('is the same whatever the order of the messages', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 2, max: 8 }),
      fc.nat(),
      (seed, length, turn) => {
        const messages = generateThread(seed, length);
        const at = turn % length;
        const other = [...messages.slice(at), ...messages.slice(0, at)].reverse();
        expect(documentOf(other)[0]?.text).toBe(documentOf(messages)[0]?.text);
      },
    ),
    { numRuns: 30 },
  );
});
