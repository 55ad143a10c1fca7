import { crc32 } from 'node:zlib';
import { compress, decompressText } from './compression.ts';

/*
 * An entry as it lies in a store is a short header before the payload:
 *
 *     b1 t 9ae0daaf 1767225600000 | payload        (without the spaces)
 *      │ │ │        └ expires in epoch milliseconds, or nothing
 *      │ │ └ CRC-32 of kind, expires, key and payload
 *      │ └ kind of the payload:  t  the text as it is            u  its UTF-8
 *      │                         j  the text as a JSON string    z  its UTF-8, compressed (RFC 8878)
 *      │                                                         a  the same in base64
 *      └ version of this format
 *
 * u and z are bytes, the others text. The payload is not wrapped into JSON: most values are JSON already, and to escape 50 KB again
 * costs more than to read them. The key is in the checksum because stores differ in what they hold for the same key (some fold case
 * or accents).
 */
const FORMAT = 'b1';
const KIND = FORMAT.length;
const CHECKSUM = KIND + 1;
const EXPIRES = CHECKSUM + 8;
const END = '|';
// As far as the header of an entry can reach.
const HEADER = EXPIRES + 24;

/** What `decode` says of an entry that is not as it was written. */
export const DAMAGED: unique symbol = Symbol('damaged');

/** A value with the time at which it expires, in epoch milliseconds. */
export interface Decoded {
  readonly value: string;
  readonly expires: number | undefined;
}

/** How entries are written. */
export interface Encoding {
  /** Whether the store takes bytes. */
  readonly bytes: boolean;
  /** Values of at least so many characters are compressed, where that makes them smaller. */
  readonly compressAbove: number;
}

/** An entry as a store keeps it. `expires` in epoch milliseconds. Large values take a thread, and so a promise. */
export function encode(
  key: string,
  value: string,
  expires: number | undefined,
  encoding: Encoding,
): string | Uint8Array | Promise<string | Uint8Array> {
  const until = expires === undefined ? '' : String(expires);
  // Half a surrogate pair has no UTF-8 form: a store would keep U+FFFD.
  if (value.length < encoding.compressAbove || !value.isWellFormed()) return asText(until, key, value);
  const utf8 = Buffer.from(value);
  const packed = compress(utf8);
  const finish = (bytes: Uint8Array) => smaller(until, key, value, { utf8, packed: bytes }, encoding);
  return packed instanceof Promise ? packed.then(finish) : finish(packed);
}

/** The entry in whichever form is worth it. */
function smaller(
  until: string,
  key: string,
  value: string,
  { utf8, packed }: { readonly utf8: Uint8Array; readonly packed: Buffer | Uint8Array },
  { bytes }: Encoding,
): string | Uint8Array {
  // Base64 takes a third of it back.
  const worth = packed.length < utf8.length * (bytes ? 0.9 : 0.6);
  if (bytes) return worth ? withBytes('z', until, key, packed) : withBytes('u', until, key, utf8);
  return worth
    ? withText('a', until, key, Buffer.from(packed).toString('base64'))
    : asText(until, key, value);
}

function asText(until: string, key: string, value: string): string {
  // NUL is refused by some stores and cut at by others.
  const escaped = !value.isWellFormed() || value.includes('\0');
  return withText(escaped ? 'j' : 't', until, key, escaped ? JSON.stringify(value) : value);
}

function withText(kind: string, until: string, key: string, payload: string): string {
  return `${FORMAT}${kind}${checksum(kind, until, key, payload)}${until}${END}${payload}`;
}

function withBytes(kind: string, until: string, key: string, payload: Uint8Array): Uint8Array {
  const header = `${FORMAT}${kind}${checksum(kind, until, key, payload)}${until}${END}`;
  const entry = Buffer.allocUnsafe(header.length + payload.length);
  entry.write(header, 'latin1');
  entry.set(payload, header.length);
  return entry;
}

/** The value of an entry, whether or not it has expired; or `DAMAGED`. */
export function decode(key: string, raw: unknown): Decoded | typeof DAMAGED | Promise<Decoded> {
  if (typeof raw !== 'string' && !(raw instanceof Uint8Array)) return DAMAGED;
  const head = typeof raw === 'string' ? raw : bufferOf(raw).toString('latin1', 0, HEADER);
  const end = head.startsWith(FORMAT) ? head.indexOf(END, EXPIRES) : -1;
  if (end < 0) return DAMAGED;
  const kind = head.charAt(KIND);
  const until = head.slice(EXPIRES, end);
  const payload = typeof raw === 'string' ? raw.slice(end + 1) : raw.subarray(end + 1);
  if (head.slice(CHECKSUM, EXPIRES) !== checksum(kind, until, key, payload)) return DAMAGED;
  const expires = until === '' ? undefined : Number(until);
  const value = textOf(kind, payload);
  return value instanceof Promise ? value.then((text) => ({ value: text, expires })) : { value, expires };
}

// The checksum has been compared: the payload is what was written.
function textOf(kind: string, payload: string | Uint8Array): string | Promise<string> {
  if (typeof payload !== 'string') {
    return kind === 'z' ? decompressText(payload) : bufferOf(payload).toString();
  }
  if (kind === 'a') return decompressText(Buffer.from(payload, 'base64'));
  return kind === 't' ? payload : JSON.parse(payload);
}

// One call for both parts of a short text: a call costs as much as half a kilobyte.
const JOINED = 4096;

function checksum(kind: string, until: string, key: string, payload: string | Uint8Array): string {
  const head = `${kind}${until}${END}${key}`;
  const joined = typeof payload === 'string' && payload.length < JOINED;
  const sum = joined ? crc32(head + payload) : crc32(payload, crc32(head));
  return sum.toString(16).padStart(8, '0');
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
