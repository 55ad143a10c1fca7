import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAMAGED, decode, encode } from './envelope.ts';

const NOW = 1_700_000_000_000;

describe('envelope', () => {
  it('keeps the payload as it is, behind a short header', () => {
    const raw = encode('key', '{"a":"b"}', undefined);
    expect(raw).toMatch(/^b1t[0-9a-f]{8}\|\{"a":"b"\}$/);
  });

  it('gives back any value under any key', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '|', 'a\ud800', '\0', 'b1t00000000|'),
    );
    fc.assert(
      fc.property(
        text,
        text,
        fc.option(fc.integer({ min: NOW + 1, max: Number.MAX_SAFE_INTEGER }), { nil: undefined }),
        (key, value, expires) => {
          expect(decode(key, encode(key, value, expires), NOW)).toBe(value);
        },
      ),
    );
  });

  it('is well-formed text without NUL, whatever the value', () => {
    const raw = encode('key', '\0 \udc00', undefined);
    expect(raw.isWellFormed()).toBe(true);
    expect(raw).not.toContain('\0');
  });

  it('expires at its time, not after it', () => {
    const raw = encode('key', 'value', NOW);
    expect(decode('key', raw, NOW - 1)).toBe('value');
    expect(decode('key', raw, NOW)).toBeUndefined();
    expect(decode('key', encode('key', 'value', 0), NOW)).toBeUndefined();
    expect(decode('key', encode('key', 'value', Number.POSITIVE_INFINITY), NOW)).toBe('value');
  });

  it('finds every change of a character, a cut, and an entry of another key', () => {
    const raw = encode('key', 'some value', NOW + 1);
    for (let at = 0; at < raw.length; at++) {
      const changed = raw.slice(0, at) + (raw[at] === '7' ? '8' : '7') + raw.slice(at + 1);
      expect(decode('key', changed, NOW)).toBe(DAMAGED);
      expect(decode('key', raw.slice(0, at), NOW)).toBe(DAMAGED);
    }
    expect(decode('KEY', raw, NOW)).toBe(DAMAGED);
  });

  it.each([[''], ['{"value":"x"}'], ['b2t00000000|x'], [7], [null], [{ value: 'x' }], [new Uint8Array(20)]])(
    'takes %j for damaged',
    (raw) => {
      expect(decode('key', raw, NOW)).toBe(DAMAGED);
    },
  );
});
