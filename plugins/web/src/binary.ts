// What is no text, whatever it is labelled. After the MIME Sniffing Standard (https://mimesniff.spec.whatwg.org): its tables of
// image, audio or video, font and archive patterns (section 6) and of unknown types (7.1), and its "binary data byte" (section 3).
// Beyond its tables stand formats that are often served under a wrong type.

// Bytes as Latin-1; `?` is any byte.
const SIGNATURES: readonly (readonly [name: string, ...patterns: readonly string[]])[] = [
  ['a PNG image', '\x89PNG\r\n\x1a\n'],
  ['a JPEG image', '\xff\xd8\xff'],
  ['an icon', '\0\0\x01\0', '\0\0\x02\0'],
  ['a ZIP archive (as EPUB and Word files are)', 'PK\x03\x04', 'PK\x05\x06'],
  ['a gzip archive', '\x1f\x8b\x08'],
  ['a RAR archive', 'Rar!\x1a\x07'],
  ['a 7z archive', '7z\xbc\xaf\x27\x1c'],
  ['an xz archive', '\xfd7zXZ\0'],
  ['a Zstandard archive', '\x28\xb5\x2f\xfd'],
  ['an Ogg file', 'OggS\0'],
  ['a MIDI file', 'MThd\0\0\0\x06'],
  ['an MP4 file', '\0???ftyp'],
  ['a WebM or Matroska video', '\x1a\x45\xdf\xa3'],
  ['a font', '\0\x01\0\0'],
  ['a program', '\x7fELF', '\0asm'],
  ['an old Office file', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['an SQLite database', 'SQLite format 3\0'],
];

// Letters that a text may begin with, too: the header behind them must hold a byte that no text has.
const READABLE: typeof SIGNATURES = [
  ['a GIF image', 'GIF87a', 'GIF89a'],
  ['a WebP image', 'RIFF????WEBPVP'],
  ['a BMP image', 'BM'],
  ['an MP3 file', 'ID3'],
  ['an AIFF file', 'FORM????AIFF', 'FORM????AIFC'],
  ['a WAVE file', 'RIFF????WAVE'],
  ['an AVI video', 'RIFF????AVI '],
  ['a font', 'OTTO', 'ttcf', 'wOFF', 'wOF2'],
  ['a bzip2 archive', 'BZh?1AY&SY'],
  ['a tar archive', `${'?'.repeat(257)}ustar`],
];

// Their first line is text, and the rest may be.
const PRINTED: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a PDF file', /^\s*%PDF-\d\.\d\s*[\r\n]/],
  ['a PostScript file', /^%!PS-Adobe-\d\.\d/],
];

const HEAD_BYTES = 264;
const HEADER_BYTES = 32;

/** What bytes are by the way they begin (`a PNG image`), if that is no text. */
export function binaryFormat(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const begins = (pattern: string): boolean =>
    head.length >= pattern.length &&
    [...pattern].every((char, index) => char === '?' || char === head[index]);
  const isBinary = (pattern: string): boolean =>
    begins(pattern) && countBinary(bytes.subarray(0, pattern.length + HEADER_BYTES)) > 0;
  const [name] =
    SIGNATURES.find(([, ...patterns]) => patterns.some(begins)) ??
    READABLE.find(([, ...patterns]) => patterns.some(isBinary)) ??
    PRINTED.find(([, pattern]) => pattern.test(head)) ??
    [];
  return name;
}

// Of random or compressed bytes 10.5% are such, of pages next to none. A NUL is an error of a page and not its end (HTML, 13.2.5),
// so single ones prove nothing.
const MIN_BINARY = 16;
const MAX_SHARE = 0.05;

/** Whether so many bytes are control characters that it is no text. Not for UTF-16, half of whose bytes are NUL. */
export function looksBinary(bytes: Uint8Array): boolean {
  // A few servers fill the last block of a page with NUL.
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  if (end === 0) return bytes.length > 0;
  const count = countBinary(bytes.subarray(0, end));
  return count >= MIN_BINARY && count > end * MAX_SHARE;
}

// All control characters but tab, line feed, form feed, carriage return, and escape (ISO-2022-JP).
const IS_BINARY = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte < 0x20 && ![9, 10, 12, 13, 27].includes(byte)),
);

/** By index, since every byte of a page comes by here: an iterator takes a tenth of the time of a page. */
function countBinary(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at++) count += IS_BINARY[bytes[at] as number] as number;
  return count;
}
