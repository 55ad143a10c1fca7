import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

const TEXT = Array.from({ length: 200 }, (_, index) => `word${(index * 7) % 83} and${index % 11}`).join(' ');

const apart = (one: string, other: string): number => {
  let bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let count = 0;
  for (; bits > 0n; bits >>= 1n) count += Number(bits & 1n);
  return count;
};

test('is sixteen hexadecimal digits, the same for the same words', () => {
  expect(fingerprint(TEXT)).toMatch(/^[\da-f]{16}$/);
  expect(fingerprint(`## ${TEXT.toUpperCase()}!`)).toBe(fingerprint(TEXT));
  expect(fingerprint('[a](https://x.example/1) b')).toBe(fingerprint('[a](https://x.example/2) b'));
  expect(fingerprint('')).toBe('0000000000000000');
});

test('differs little for a small change, much for another text', () => {
  expect(apart(fingerprint(TEXT), fingerprint(`${TEXT} more`))).toBeLessThanOrEqual(3);
  expect(
    apart(fingerprint(TEXT), fingerprint('something else that has none of these words in it')),
  ).toBeGreaterThan(10);
});
