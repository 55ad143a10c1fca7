import { analyse } from 'chardet';

/** A text, and the encoding in which it was. */
export interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

// A guess that is less sure than this is no better than the usual one.
const LEAST_CONFIDENCE = 30;
// What is enough to tell an encoding by.
const SAMPLE = 256 * 1024;
const UTF16_SAMPLE = 2000;

/**
 * A text whose encoding nobody tells: by its byte order mark, as UTF-16 by its zeros, as UTF-8 if it is that, else by the frequency of its characters
 * (chardet), else windows-1252. `undefined` for what is no text.
 */
export function decodeText(bytes: Uint8Array): Decoded | undefined {
  const encoding = markOf(bytes) ?? utf16Of(bytes);
  if (encoding !== undefined) return decoded(bytes, encoding);
  if (looksBinary(bytes)) return undefined;
  try {
    return { text: clean(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), encoding: 'utf-8' };
  } catch {
    return decoded(bytes, guess(bytes) ?? 'windows-1252');
  }
}

function decoded(bytes: Uint8Array, encoding: string): Decoded {
  return { text: clean(new TextDecoder(encoding).decode(bytes)), encoding };
}

function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function markOf([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : undefined;
}

/** Of Latin text every other byte is zero. */
function utf16Of(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, UTF16_SAMPLE);
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length * 0.3 && even < odd * 0.1) return 'utf-16le';
  return even > sample.length * 0.3 && odd < even * 0.1 ? 'utf-16be' : undefined;
}

function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  let controls = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) controls++;
  return controls > sample.length * 0.01;
}

function guess(bytes: Uint8Array): string | undefined {
  for (const { name, confidence } of analyse(bytes.subarray(0, SAMPLE))) {
    // ISO 8859-1 of the web is windows-1252 (WHATWG).
    if (confidence >= LEAST_CONFIDENCE && isKnown(name))
      return name === 'ISO-8859-1' ? 'windows-1252' : name.toLowerCase();
  }
  return undefined;
}

function isKnown(name: string): boolean {
  try {
    return new TextDecoder(name) !== undefined;
  } catch {
    return false;
  }
}
