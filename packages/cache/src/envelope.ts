import { crc32 } from 'node:zlib';

/*
 * An entry as it lies in a store is one string, a short header before the payload:
 *
 *     b1 t 9ae0daaf 1767225600000 | payload        (without the spaces)
 *      │ │ │        └ expires in epoch milliseconds, or nothing
 *      │ │ └ CRC-32 of kind, expires, key and payload
 *      │ └ kind of the payload: t = the text as it is, j = the text as a JSON string
 *      └ version of this format
 *
 * The payload is not wrapped into JSON: most values are JSON already, and to escape 50 KB again costs more than to read them.
 * The key is in the checksum because stores differ in what they hold for the same key (some fold case or accents).
 */
const FORMAT = 'b1';
const KIND = FORMAT.length;
const CHECKSUM = KIND + 1;
const EXPIRES = CHECKSUM + 8;
const END = '|';

/** What `decode` says of an entry that is not as it was written. */
export const DAMAGED: unique symbol = Symbol('damaged');

/** An entry as the string that a store keeps. `expires` in epoch milliseconds. */
export function encode(key: string, value: string, expires: number | undefined): string {
  // Half a surrogate pair has no UTF-8 form (a store would keep U+FFFD), and NUL is refused by some stores and cut at by others.
  const escaped = !value.isWellFormed() || value.includes('\0');
  const kind = escaped ? 'j' : 't';
  const payload = escaped ? JSON.stringify(value) : value;
  const until = expires === undefined ? '' : String(expires);
  return `${FORMAT}${kind}${checksum(kind, until, key, payload)}${until}${END}${payload}`;
}

/** The value of an entry, `undefined` when it has expired at `now` (epoch milliseconds), or `DAMAGED`. */
export function decode(key: string, raw: unknown, now: number): string | undefined | typeof DAMAGED {
  if (typeof raw !== 'string' || !raw.startsWith(FORMAT)) return DAMAGED;
  const end = raw.indexOf(END, EXPIRES);
  if (end < 0) return DAMAGED;
  const kind = raw.charAt(KIND);
  const until = raw.slice(EXPIRES, end);
  const payload = raw.slice(end + 1);
  if (raw.slice(CHECKSUM, EXPIRES) !== checksum(kind, until, key, payload)) return DAMAGED;
  if (until !== '' && Number(until) <= now) return undefined;
  return kind === 't' ? payload : JSON.parse(payload);
}

function checksum(kind: string, until: string, key: string, payload: string): string {
  return crc32(payload, crc32(`${kind}${until}${END}${key}`))
    .toString(16)
    .padStart(8, '0');
}
