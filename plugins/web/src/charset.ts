import sniffEncoding from 'html-encoding-sniffer';

/** Text with the encoding it was read in (WHATWG name). */
export interface Decoded {
  readonly text: string;
  readonly charset: string;
}

// The standard's prescan looks at 1,024 bytes; real pages declare later, and browsers then start again.
const PRESCAN_BYTES = 16_384;
const UNDECLARED = 'undeclared';
// Names of the standard that no decoder turns into text.
const UNREADABLE: readonly string[] = [UNDECLARED, 'x-user-defined', 'replacement'];

/**
 * Reads bytes as browsers do: byte order mark, then the `charset` of the HTTP header, then the declaration in the page (`meta`, or
 * the XML declaration). Undeclared bytes are UTF-8 if they are valid UTF-8, windows-1252 otherwise.
 */
export function decode(bytes: Uint8Array, contentType: string | undefined): Decoded {
  const header = charsetOf(contentType);
  const found = sniffEncoding(bytes, {
    ...(header !== undefined && { transportLayerEncodingLabel: header }),
    defaultEncoding: UNDECLARED,
    maxPrescanBytes: PRESCAN_BYTES,
  });
  const charset = UNREADABLE.includes(found) ? guess(bytes) : found;
  return { text: new TextDecoder(charset).decode(bytes), charset };
}

function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;]+))/i
    .exec(contentType ?? '')
    ?.slice(1)
    .find((label) => label !== undefined);
}

function guess(bytes: Uint8Array): string {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'UTF-8';
  } catch {
    return 'windows-1252';
  }
}
