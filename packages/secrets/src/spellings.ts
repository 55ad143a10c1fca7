// A shorter spelling in base64 or hex would be found where it is none.
const LEAST_CODED = 6;
// Below this a secret may be a word: only its own case is taken.
const LEAST_IN_ANY_CASE = 8;
// Of a longer secret the beginning is looked for, and the rest behind it: one pattern for all of a private key is more than an engine takes.
const LONGEST_PATTERN = 64;

/**
 * Finds a secret in a text, however it is spelled there: as it is; in JSON (RFC 8259, section 7), also in JSON inside JSON; in a URL, with
 * any of its characters percent-encoded (RFC 3986, section 2.1), also twice, and as forms and the URL Standard write it; in HTML; in
 * base64 and base64url (RFC 4648), also as part of a longer text, such as a user's name with a password; in hexadecimal digits.
 */
export interface Spelling {
  /** Finds the next one, from its `lastIndex` on. */
  readonly first: RegExp;
  /** What follows piece by piece where the secret is long; each is sticky. */
  readonly rest: readonly RegExp[];
}

/** How a secret may be spelled. Each spelling is found in time that is in proportion to the text. */
export function spellingsOf(secret: string): readonly Spelling[] {
  const bytes = Buffer.from(secret);
  const flags = secret.length >= LEAST_IN_ANY_CASE ? 'i' : '';
  const [first = '', ...rest] = piecesOf(secret);
  const written = {
    first: new RegExp(first, `g${flags}`),
    rest: rest.map((piece) => new RegExp(piece, `y${flags}`)),
  };
  if (bytes.length < LEAST_CODED) return [written];
  const coded = [0, 1, 2]
    .map((before) => inBase64(bytes, before))
    .filter(({ length }) => length >= LEAST_CODED);
  return [
    written,
    { first: new RegExp(coded.map(base64Pattern).join('|'), 'g'), rest: [] },
    { first: new RegExp(hexPattern(bytes.toString('hex')), 'gi'), rest: [] },
  ];
}

/** Patterns for pieces of a secret, in their order. */
function piecesOf(secret: string): readonly string[] {
  // A run of backslashes is one unit: each alone could stand for several, in ways without number.
  const units = secret.match(/\\+|[^\\]/gsu) ?? [];
  const pieces: string[] = [];
  for (let at = 0; at < units.length; at += LONGEST_PATTERN)
    pieces.push(
      units
        .slice(at, at + LONGEST_PATTERN)
        .map(patternOf)
        .join(''),
    );
  return pieces;
}

const NAMED: Readonly<Record<string, string>> = {
  '"': 'quot',
  "'": 'apos',
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
};
const SHORT: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
  '"': '"',
  '/': '/',
};
const PERCENT = '%(?:25){0,2}';
const HASH = `(?:#|${PERCENT}23)`;
// As deep as texts are put into texts; in a URL they are encoded themselves.
const BACKSLASHES = `(?:\\\\|${PERCENT}5[cC]){1,7}`;

/** One character of a secret, or a run of backslashes, the longer ways first. */
function patternOf(unit: string): string {
  if (unit.startsWith('\\')) return backslashes(unit.length);
  const encoded = [...Buffer.from(unit)].map(percentEncoded).join('');
  const literal = unit.split('').map(escaped).join('');
  if (/[a-z0-9]/i.test(unit)) return `(?:${encoded}|${literal})`;
  const unicode = unit.split('').map((half) => `${BACKSLASHES}u${hexUnit(half)}`);
  const ways = [encoded, unicode.join(''), entity(unit)];
  const short = SHORT[unit];
  if (short !== undefined) ways.push(`${BACKSLASHES}(?:${percentEncoded(short.charCodeAt(0))}|${short})`);
  if (unit === ' ') ways.push('\\+');
  return `(?:${[...ways, literal].join('|')})`;
}

/** JSON writes each of them twice, and in the path of a URL they become slashes. */
function backslashes(count: number): string {
  return `(?:(?:\\\\|${percentEncoded(0x5c)}|${entity('\\')}){${count},${8 * count}}|/{${count}})`;
}

function entity(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const names = [NAMED[character] ?? [], `${HASH}0*${code}`, `${HASH}[xX]0*${hexOf(code)}`].flat();
  return `(?:&|${percentEncoded(0x26)})(?:${names.join('|')})(?:;|${percentEncoded(0x3b)})`;
}

function percentEncoded(byte: number): string {
  return `${PERCENT}(?:${hexOf(byte).padStart(2, '0')}|${hexOf(byte).padStart(2, '0').toUpperCase()})`;
}

function hexOf(number: number): string {
  return number.toString(16);
}

/** A UTF-16 code unit in hexadecimal digits. */
function hexUnit(unit: string): string {
  return hexOf(unit.charCodeAt(0)).padStart(4, '0');
}

function escaped(unit: string): string {
  return `\\u${hexUnit(unit)}`;
}

/**
 * What stands for the bytes alone in the base64 of any text that has them.
 * @param before how many bytes stand before them, modulo three
 */
function inBase64(bytes: Uint8Array, before: number): string {
  const coded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  // The characters at both ends hold bits of what stands beside.
  return coded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

/** In both alphabets, and as a URL has it; of what is cut off, all that follows is taken. */
function base64Pattern(coded: string): string {
  const known = cut(coded).replaceAll(/[+/]/g, (sign) =>
    sign === '+' ? `(?:[+-]|${PERCENT}2[bB])` : `(?:[/_]|${PERCENT}2[fF])`,
  );
  return coded.length > LONGEST_PATTERN ? `${known}(?:[\\w+/-]|${PERCENT}2[bBfF])*` : known;
}

function hexPattern(digits: string): string {
  return digits.length > LONGEST_PATTERN ? `${cut(digits)}[0-9a-f]*` : digits;
}

function cut(text: string): string {
  return text.slice(0, LONGEST_PATTERN);
}
