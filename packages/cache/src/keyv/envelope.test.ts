import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAMAGED, decode, encode } from './envelope.ts';

const TEXT = { bytes: false, compressAbove: Number.POSITIVE_INFINITY };
const EVERYTHING = [
  TEXT,
  { bytes: false, compressAbove: 0 },
  { bytes: true, compressAbove: 0 },
  { bytes: true, compressAbove: 40 },
];

describe('envelope', () => {
  it('keeps a short payload as it is, behind a short header', () => {
    const raw = encode('key', '{"a":"b"}', undefined, TEXT);
    expect(raw).toMatch(/^b1t[0-9a-f]{8}\|\{"a":"b"\}$/);
  });

  it('gives back any value under any key, in every form', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', minLength: 30, maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('a', 'é', '漢', '\ufeff'), minLength: 50, maxLength: 2000 }),
      fc.constantFrom('', '|', 'a\ud800', '\0', 'b1t00000000|', '\ufeffbom'),
    );
    const time = fc.option(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        time,
        fc.constantFrom(...EVERYTHING),
        async (key, value, expires, encoding) => {
          const raw = await encode(key, value, expires, encoding);
          expect(await decode(key, raw)).toEqual({ value, expires });
        },
      ),
    );
  });

  it('is well-formed text without NUL where the store takes text alone, whatever the value', async () => {
    for (const value of [
      '\0 \udc00',
      '\0'.repeat(100),
      'a\0'.repeat(100),
      randomBytes(300).toString('latin1'),
    ]) {
      for (const compressAbove of [0, Number.POSITIVE_INFINITY]) {
        const raw = String(await encode('key', value, undefined, { bytes: false, compressAbove }));
        expect(raw.isWellFormed()).toBe(true);
        expect(raw).not.toContain('\0');
        expect(await decode('key', raw)).toMatchObject({ value });
      }
    }
  });

  it('compresses what gets smaller by it, and nothing else', async () => {
    const value = 'The bowerbird builds a bower. '.repeat(1000);
    const bytes = await encode('key', value, undefined, { bytes: true, compressAbove: 100 });
    const text = await encode('key', value, undefined, { bytes: false, compressAbove: 100 });
    expect(bytes.length).toBeLessThan(value.length / 10);
    expect(text.length).toBeLessThan(value.length / 5);
    const noise = randomBytes(3000).toString('base64');
    expect(await encode('key', noise, undefined, { bytes: false, compressAbove: 100 })).toContain(noise);
    expect((await encode('key', value, undefined, TEXT)).length).toBeGreaterThan(value.length);
  });

  it('takes values of many megabytes through a thread', async () => {
    const value = Array.from({ length: 100_000 }, (_, index) => `${index} 漢字 `).join('');
    for (const encoding of EVERYTHING) {
      expect(await decode('key', await encode('key', value, 5, encoding))).toEqual({ value, expires: 5 });
    }
  });

  it('tells when an entry expires, also at once and never', async () => {
    expect(await decode('key', await encode('key', 'value', 0, TEXT))).toEqual({
      value: 'value',
      expires: 0,
    });
    const never = Number.POSITIVE_INFINITY;
    expect(await decode('key', await encode('key', 'value', never, TEXT))).toEqual({
      value: 'value',
      expires: never,
    });
  });

  it('finds every change of a character or a byte, a cut, and an entry of another key', async () => {
    const value = 'some value, some value, some value, some value';
    for (const encoding of EVERYTHING) {
      const raw = await encode('key', value, 1_700_000_000_000, encoding);
      for (let at = 0; at < raw.length; at++) {
        expect(await decode('key', changed(raw, at))).toBe(DAMAGED);
        expect(await decode('key', raw.slice(0, at))).toBe(DAMAGED);
      }
      expect(await decode('KEY', raw)).toBe(DAMAGED);
    }
  });

  it.each([[''], ['{"value":"x"}'], ['b2t00000000|x'], [7], [null], [{ value: 'x' }], [new Uint8Array(20)]])(
    'takes %j for damaged',
    (raw) => {
      expect(decode('key', raw)).toBe(DAMAGED);
    },
  );
});

function changed(raw: string | Uint8Array, at: number): string | Uint8Array {
  if (typeof raw === 'string') return raw.slice(0, at) + (raw[at] === '7' ? '8' : '7') + raw.slice(at + 1);
  const copy = raw.slice();
  copy[at]! ^= 1 << (at % 8);
  return copy;
}
