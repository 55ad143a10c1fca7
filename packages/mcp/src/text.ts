import { createHash } from 'node:crypto';

// ECMA-48: control sequences (CSI), and strings that a terminal obeys (OSC, DCS, APC, PM, SOS) up to their terminator.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const SEQUENCES = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|\u001B[\]P_^X][^\u0007\u001B]*(?:\u0007|\u001B\\)?/g;
// What is left of C0 and C1 but tab and line feed; what turns the direction of text (UAX 9); tags, which nobody sees and a model reads.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]|[\u{E0000}-\u{E007F}]/gu;

/** A text of others without anything that acts on a terminal or hides from a reader: control characters, bidi controls, tags. */
export function cleanText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(SEQUENCES, '').replaceAll(UNSEEN, '');
}

/** As one line, of so many characters at most: for titles, names and reasons. */
export function cleanLine(text: string, most = 500): string {
  const line = cleanText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${cut(line, most - 1)}…`;
}

/** The first so many UTF-16 code units, or one less: never half of a character. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** SHA-256 of a text as UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
