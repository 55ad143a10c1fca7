/**
 * Text as bytes of a charset: what `TextDecoder` reads as it, found by decoding all sequences of one and two bytes, for Node decodes
 * charsets and encodes none but Unicode's.
 * @param charset a label of the Encoding standard
 * @throws {RangeError} for a label that is none, or a character that the charset does not have in two bytes
 */
export function encodeText(text: string, charset: string): Buffer {
  const { encoding } = new TextDecoder(charset);
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const table = tableOf(encoding);
  const parts = [...text].map((char) => {
    const bytes = table.get(char);
    if (!bytes) throw new RangeError(`${charset} has no ${JSON.stringify(char)} in at most two bytes`);
    return bytes;
  });
  return Buffer.concat(parts);
}

// What decoders give for bytes that mean nothing.
const REPLACEMENT = '\ufffd';

const tables = new Map<string, ReadonlyMap<string, Uint8Array>>();

function tableOf(encoding: string): ReadonlyMap<string, Uint8Array> {
  const known = tables.get(encoding);
  if (known) return known;
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const table = new Map<string, Uint8Array>();
  const add = (...bytes: readonly number[]): boolean => {
    const sequence = Uint8Array.from(bytes);
    const [char, more] = decoder.decode(sequence);
    if (char === undefined || char === REPLACEMENT || more !== undefined) return false;
    if (!table.has(char)) table.set(char, sequence);
    return true;
  };
  for (let first = 0; first < 256; first++) {
    if (add(first)) continue;
    for (let second = 0x40; second < 256; second++) add(first, second);
  }
  tables.set(encoding, table);
  return table;
}
