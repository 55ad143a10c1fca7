import sniffEncoding from 'html-encoding-sniffer';
import { guessCharset } from './charset-guess.ts';

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
 * the XML declaration). What nobody declares is detected.
 */
export function decode(bytes: Uint8Array, contentType: string | undefined): Decoded {
  const header = charsetOf(contentType);
  const found = sniffEncoding(bytes, {
    ...(header !== undefined && { transportLayerEncodingLabel: header }),
    defaultEncoding: UNDECLARED,
    maxPrescanBytes: PRESCAN_BYTES,
  });
  const charset = UNREADABLE.includes(found) ? guessCharset(bytes) : found;
  return { text: new TextDecoder(charset).decode(bytes), charset };
}

function charsetOf(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;]+))/i
    .exec(contentType ?? '')
    ?.slice(1)
    .find((label) => label !== undefined);
}
