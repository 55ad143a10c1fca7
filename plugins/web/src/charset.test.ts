import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from './charset.ts';

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? ascii(part) : part)));

const JAPANESE = [0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea];
const CHINESE = [0xd6, 0xd0, 0xce, 0xc4];
const QUOTED = [0x63, 0x61, 0x66, 0xe9, 0x20, 0x96, 0x20, 0x93, 0x78, 0x94];

describe('decode', () => {
  test.each([
    [
      'UTF-8 by byte order mark',
      bytes([0xef, 0xbb, 0xbf], [...Buffer.from('日本')]),
      undefined,
      '日本',
      'UTF-8',
    ],
    [
      'UTF-16LE by mark',
      bytes([0xff, 0xfe], [...Buffer.from('日本', 'utf16le')]),
      undefined,
      '日本',
      'UTF-16LE',
    ],
    ['UTF-16BE by mark', bytes([0xfe, 0xff, 0x65, 0xe5]), undefined, '日', 'UTF-16BE'],
    [
      'UTF-16 by HTTP',
      bytes([...Buffer.from('<p>日', 'utf16le')]),
      'text/html; charset=utf-16',
      '<p>日',
      'UTF-16LE',
    ],
    ['Shift_JIS by HTTP', bytes(JAPANESE), 'text/html;charset="Shift_JIS"', '日本語', 'Shift_JIS'],
    ['GB 18030 by HTTP', bytes(CHINESE), "text/html; charset='gb18030'", '中文', 'gb18030'],
    ['undeclared UTF-8', bytes([...Buffer.from('größer')]), 'text/html', 'größer', 'UTF-8'],
    ['undeclared bytes', bytes(QUOTED), undefined, 'café – “x”', 'windows-1252'],
    [
      'latin1, as the web means it',
      bytes(QUOTED),
      'text/html; charset=iso-8859-1',
      'café – “x”',
      'windows-1252',
    ],
    ['an unknown label', bytes([...Buffer.from('größer')]), 'text/html; charset=wurst', 'größer', 'UTF-8'],
    ['a label nobody reads', bytes([...Buffer.from('ü')]), 'text/html; charset=x-user-defined', 'ü', 'UTF-8'],
    ['a forbidden label', bytes([...Buffer.from('ü')]), 'text/html; charset=hz-gb-2312', 'ü', 'UTF-8'],
  ])('%s', (_, input, contentType, text, charset) => {
    expect(decode(input, contentType)).toEqual({ text, charset });
  });

  test.each([
    ['meta charset', '<meta charset=shift_jis>'],
    ['meta http-equiv', '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">'],
    ['an XML declaration', '<?xml version="1.0" encoding="Shift_JIS"?>'],
    ['a late meta', `${' '.repeat(5000)}<meta charset=shift_jis>`],
  ])('Shift_JIS by %s', (_, declaration) => {
    const { text, charset } = decode(bytes(declaration, JAPANESE), 'text/html');
    expect(charset).toBe('Shift_JIS');
    expect(text.endsWith('日本語')).toBe(true);
  });

  test('the mark is above HTTP, and HTTP above meta', () => {
    const marked = bytes([0xef, 0xbb, 0xbf], '<meta charset=gb18030>');
    expect(decode(marked, 'text/html; charset=shift_jis').charset).toBe('UTF-8');
    expect(decode(bytes('<meta charset=gb18030>'), 'text/html; charset=shift_jis').charset).toBe('Shift_JIS');
  });

  test('reads every encoding of the standard', () => {
    const labels =
      'ibm866 iso-8859-2 iso-8859-8-i koi8-r koi8-u macintosh windows-874 windows-1251 x-mac-cyrillic gbk big5 euc-jp iso-2022-jp euc-kr';
    for (const label of labels.split(' ')) {
      expect(decode(bytes('abc'), `text/html; charset=${label}`).text).toBe('abc');
    }
  });

  test('reads any bytes under any label', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (input, label) => {
        expect(typeof decode(input, `text/html; charset=${label}`).text).toBe('string');
      }),
    );
  });
});
