import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binaryFormat, looksBinary } from './binary.ts';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('a format by its first bytes', () => {
  test.each([
    ['a PNG image', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['a JPEG image', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['a GIF image', latin1('GIF89a\x01\0\x01\0')],
    ['a WebP image', latin1('RIFF\x24\0\0\0WEBPVP8 ')],
    ['a PDF file', latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')],
    ['a PDF file', latin1('%PDF-1.4\r1 0 obj')],
    ['a ZIP archive (as EPUB and Word files are)', latin1('PK\x03\x04\x14\0')],
    ['a gzip archive', gzipSync('<p>text')],
    ['an MP3 file', latin1('ID3\x03\0\0\0')],
    ['an MP4 file', latin1('\0\0\0\x20ftypisom')],
    ['a tar archive', latin1(`${'page.html'.padEnd(257, '\0')}ustar\x0000`)],
  ])('%s', (name, bytes) => expect(binaryFormat(bytes)).toBe(name));

  test.each([
    'BMW and others',
    'GIF89a is a format',
    'ID3 tags',
    'RIFF is a container',
    'OTTO',
    '%PDF-1.7 is a standard',
    'PK',
    '<p>\x89PNG',
    '',
  ])('none of "%s"', (text) => expect(binaryFormat(latin1(text))).toBeUndefined());
});

describe('too many control characters', () => {
  test('have random and compressed bytes', () => {
    expect(looksBinary(randomBytes(5000))).toBe(true);
    expect(looksBinary(gzipSync(randomBytes(5000)))).toBe(true);
    expect(looksBinary(new Uint8Array(100))).toBe(true);
  });

  test('has no page with a few of them, nor one that is filled up with NUL', () => {
    expect(looksBinary(latin1('<p>a\0b\x01c\x02d</p>'))).toBe(false);
    expect(looksBinary(latin1(`${'<p>a line of text\0\x0b</p>\n'.repeat(3)}`))).toBe(false);
    expect(looksBinary(latin1(`<p>text</p>${'\0'.repeat(4000)}`))).toBe(false);
    expect(looksBinary(new Uint8Array())).toBe(false);
  });

  test('has no ISO-2022-JP, which switches by escapes', () => {
    expect(looksBinary(latin1('\x1b$B%F\x1b(B'.repeat(50)))).toBe(false);
  });
});

/** Without the standard's binary data bytes. */
function withoutBinary(text: string): string {
  return text.replace(/\p{Cc}/gu, (char) => (char >= '\x7f' || '\t\n\f\r\x1b'.includes(char) ? char : ''));
}

test('no text is taken for binary', () => {
  const text = fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 2000 }),
      fc
        .tuple(
          fc.constantFrom('BM', 'ID3', 'OTTO', 'GIF89a', 'RIFF', 'PK', 'ttcf'),
          fc.string({ unit: 'grapheme' }),
        )
        .map((parts) => parts.join('')),
    )
    .map(withoutBinary);
  fc.assert(
    fc.property(text, (value) => {
      const bytes = Buffer.from(value);
      expect(binaryFormat(bytes)).toBeUndefined();
      expect(looksBinary(bytes)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});
