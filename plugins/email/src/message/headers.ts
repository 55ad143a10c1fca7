import { isAscii, isUtf8 } from 'node:buffer';
import { addressParser, decodeWords } from 'postal-mime';
import { decodeText } from './charset.ts';

// What is longer is no header: mail servers refuse 1 MB.
const MOST_HEADER_BYTES = 1_000_000;
const MOST_FIELDS = 2000;
// More than these are read by no one, and take seconds.
const MOST_ADDRESS_CHARACTERS = 50_000;

/** Somebody in a header. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

/** The fields of a header by lower-case name, unfolded and not decoded. */
export class Headers {
  readonly #fields = new Map<string, string[]>();

  add(name: string, value: string): void {
    const there = this.#fields.get(name);
    if (there) there.push(value);
    else this.#fields.set(name, [value]);
  }

  /** The first field of a name, as it stands. */
  raw(name: string): string | undefined {
    return this.#fields.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.#fields.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  /** The first field of a name as people read it: encoded words (RFC 2047) decoded. */
  text(name: string): string | undefined {
    const raw = this.raw(name);
    if (raw === undefined) return undefined;
    return decoded(raw).replaceAll(/\s+/g, ' ').trim();
  }

  /** Everybody in the fields of a name, groups taken apart. */
  people(name: string): readonly Person[] {
    return this.all(name).flatMap(peopleOf);
  }
}

function decoded(raw: string): string {
  return raw.includes('=?') ? decodeWords(raw) : raw;
}

const PLAIN = /^\s*"?([^"<>@,;:()\\]*?)"?\s*<([^\s<>@,;"]+@[^\s<>@,;"]+)>\s*$/;
const BARE = /^\s*([^\s<>@,;:"()]+@[^\s<>@,;:"()]+)\s*$/;

function peopleOf(value: string): readonly Person[] {
  // A long list of plain addresses; the parser's time grows with the square.
  if (value.includes(',') && !/["();:\\]/.test(value)) return value.split(',').flatMap(peopleOf);
  const bare = BARE.exec(value);
  if (bare) return [{ name: '', address: bare[1] ?? '' }];
  const plain = PLAIN.exec(value);
  if (plain) return [{ name: decoded(plain[1] ?? '').trim(), address: plain[2] ?? '' }];
  return addressParser(value.slice(0, MOST_ADDRESS_CHARACTERS), { flatten: true })
    .map(({ name, address }) => ({ name, address: address ?? '' }))
    .filter(({ name, address }) => name !== '' || address !== '');
}

/** A header, and where the body behind it begins. */
export interface HeaderBlock {
  readonly headers: Headers;
  readonly bodyStart: number;
}

const FIELD = /^([!-9;-~]+)[ \t]*:[ \t]*/;

/** Reads the header at the start of a message or part. It ends at an empty line, or at a line that is no field. */
export function readHeaders(bytes: Buffer): HeaderBlock {
  const { end, bodyStart } = headerEnd(bytes);
  const block = bytes.subarray(0, Math.min(end, MOST_HEADER_BYTES));
  const text = decodeBlock(block);
  const headers = new Headers();
  let name: string | undefined;
  let value = '';
  let fields = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (name !== undefined && (line.startsWith(' ') || line.startsWith('\t'))) {
      value += line;
      continue;
    }
    const match = FIELD.exec(line);
    if (match === null) continue;
    if (name !== undefined) headers.add(name, value.trim());
    if (++fields > MOST_FIELDS) break;
    name = (match[1] ?? '').toLowerCase();
    value = line.slice(match[0].length);
  }
  if (name !== undefined) headers.add(name, value.trim());
  return { headers, bodyStart };
}

/** Bytes that are neither ASCII nor UTF-8 (RFC 6532) are probably of the charset that the body declares. */
function decodeBlock(block: Buffer): string {
  if (isAscii(block)) return block.toString('latin1');
  const charset = /charset\s*=\s*"?([\w.:-]+)/i.exec(block.toString('latin1'))?.[1];
  return decodeText(block, isUtf8(block) ? 'utf-8' : charset);
}

const LF = 10;
const CR = 13;

function headerEnd(bytes: Buffer): { readonly end: number; readonly bodyStart: number } {
  // A part may have no header at all.
  if (bytes[0] === LF) return { end: 0, bodyStart: 1 };
  if (bytes[0] === CR && bytes[1] === LF) return { end: 0, bodyStart: 2 };
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return { end: at, bodyStart: at + 2 };
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return { end: at, bodyStart: at + 3 };
  }
  if (bytes.indexOf(LF) < 0 && bytes.includes('\r\r')) {
    const at = bytes.indexOf('\r\r');
    return { end: at, bodyStart: at + 2 };
  }
  return { end: bytes.length, bodyStart: bytes.length };
}

/** A field like `text/plain; charset=utf-8`: its value in lower case, and its parameters. */
export interface Parameterised {
  readonly value: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const PARAMETER =
  /;\s*([^\s=;*]+)(\*\d+)?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*(?:[ \t]+[^;=\s"]+(?=\s*(?:;|$)))*))/g;

/** Reads a field with parameters, those in pieces and in other charsets (RFC 2231) and the wrongly encoded ones (RFC 2047) too. */
export function parameterised(raw: string | undefined): Parameterised {
  if (raw === undefined) return { value: '', parameters: {} };
  const field = raw.slice(0, 20_000);
  const value = (/^[^;\s]*/.exec(field.trim())?.[0] ?? '').toLowerCase();
  const pieces = new Map<string, { piece: number; text: string; isEncoded: boolean }[]>();
  for (const [, name = '', piece, star, quoted, bare] of field.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    const text = quoted === undefined ? (bare ?? '') : quoted.replaceAll(/\\(.)/g, '$1');
    const list = pieces.get(key) ?? [];
    list.push({
      piece: piece === undefined ? 0 : Number(piece.slice(1)),
      text,
      isEncoded: star !== undefined,
    });
    pieces.set(key, list);
  }
  const parameters = Object.fromEntries([...pieces].map(([key, list]) => [key, joined(list)]));
  return { value, parameters };
}

function joined(list: { piece: number; text: string; isEncoded: boolean }[]): string {
  if (list.length === 1 && list[0]?.isEncoded === false) return decoded(list[0].text);
  list.sort((a, b) => a.piece - b.piece);
  let charset = '';
  const bytes = list.map(({ text, isEncoded }, index) => {
    if (!isEncoded) return Buffer.from(text);
    const match = index === 0 ? /^([^']*)'[^']*'/.exec(text) : null;
    if (match) charset = match[1] ?? '';
    const plain = text.slice(match?.[0].length ?? 0);
    return Buffer.from(
      plain.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    );
  });
  return decodeText(Buffer.concat(bytes), charset);
}

/** The ids in a field such as `References`, without their brackets, in order. */
export function idsOf(raw: string | undefined): readonly string[] {
  if (raw === undefined) return [];
  const field = raw.slice(0, 100_000);
  const bracketed = [...field.matchAll(/<([^<>]+)>/g)].map((match) =>
    (match[1] ?? '').replaceAll(/\s+/g, ''),
  );
  if (bracketed.length > 0) return bracketed;
  // `In-Reply-To: Your message of …` names nobody.
  const bare = field.trim();
  return /^\S+@\S+$/.test(bare) ? [bare] : [];
}
