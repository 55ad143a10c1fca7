import { describe, expect, it } from 'vitest';
import { joinSigns, signsOf } from './tex-fonts.ts';

describe('signsOf', () => {
  it.each([
    ['ABCDEF+CMSY10', 0x68, '⟨'],
    ['CMSY8', 0x30, '′'],
    ['CMSY7', 0x7f, '♠'],
    ['CMEX10', 0x5b, '⋃'],
    ['CMEX10', 0x7f, '⇓'],
    ['CMMI10', 0x25, 'ϱ'],
    ['MSAM10', 0x04, '■'],
  ])('%s has at %i %s', (font, code, sign) => {
    expect(signsOf(font)?.[code]).toBe(sign);
  });

  it('knows no other fonts', () => {
    expect(signsOf('ABCDEF+Helvetica')).toBeUndefined();
    expect(signsOf('CMR10')).toBeUndefined();
  });
});

describe('joinSigns', () => {
  it.each([
    ['x \u0338= y', 'x ≠ y'],
    ['x =\u0338 y', 'x ≠ y'],
    ['a \u0338∈ B', 'a ∉ B'],
    ['π : X → X, x ↦→ y', 'π : X → X, x ↦ y'],
    ['plain', 'plain'],
  ])('%s is %s', (text, joined) => {
    expect(joinSigns(text)).toBe(joined);
  });
});
