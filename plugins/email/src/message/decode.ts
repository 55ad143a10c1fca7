const EQUALS = 61;
const LF = 10;
const CR = 13;

/** The bytes of a part's body, its transfer encoding (RFC 2045, section 6) taken off. What is broken is read as far as it goes. */
export function decodeTransfer(bytes: Buffer, encoding: string | undefined): Buffer {
  switch (
    (encoding ?? '')
      .trim()
      .toLowerCase()
      .replace(/[;\s].*$/, '')
  ) {
    case 'base64':
    case 'b':
      return decodeBase64(bytes);
    case 'quoted-printable':
    case 'q':
      return decodeQuotedPrintable(bytes);
    default:
      return bytes;
  }
}

function decodeBase64(bytes: Buffer): Buffer {
  // Several encodings may stand behind each other, each with its padding: Node stops at the first.
  const text = bytes.toString('latin1');
  const padding = text.search(/=[^=\s]/);
  if (padding < 0) return Buffer.from(text, 'base64');
  return Buffer.concat(text.split(/=+/).map((piece) => Buffer.from(piece, 'base64')));
}

const HEX = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/** RFC 2045, section 6.7: also without white space behind lines, and with `=` that encode nothing left as they are. */
function decodeQuotedPrintable(bytes: Buffer): Buffer {
  let at = bytes.indexOf(EQUALS);
  if (at < 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length);
  let size = 0;
  let from = 0;
  for (; at >= 0; at = bytes.indexOf(EQUALS, from)) {
    size += bytes.copy(out, size, from, at);
    const high = HEX[bytes[at + 1] ?? 0] ?? -1;
    const low = HEX[bytes[at + 2] ?? 0] ?? -1;
    if (high >= 0 && low >= 0) {
      out[size++] = high * 16 + low;
      from = at + 3;
      continue;
    }
    let end = at + 1;
    while (bytes[end] === 32 || bytes[end] === 9) end++;
    if (bytes[end] === CR) end++;
    if (bytes[end] === LF) from = end + 1;
    else if (end >= bytes.length) from = bytes.length;
    else {
      out[size++] = EQUALS;
      from = at + 1;
    }
  }
  size += bytes.copy(out, size, from);
  return out.subarray(0, size);
}

/**
 * Text of `format=flowed` (RFC 3676): lines that end in a space go on in the next one. Quoted lines stay as they are: they are somebody
 * else's, and taken out by their marks.
 */
export function unflow(text: string, delsp: boolean): string {
  const out: string[] = [];
  let flows = false;
  for (const line of text.split('\n')) {
    const isQuoted = line.startsWith('>');
    const content = line.startsWith(' ') ? line.slice(1) : line;
    const isSignature = content === '-- ';
    const piece = isQuoted ? line : content;
    if (flows && !isQuoted && !isSignature) out[out.length - 1] += piece;
    else out.push(piece);
    flows = !isQuoted && content.endsWith(' ') && !isSignature;
    if (flows && delsp) out[out.length - 1] = (out.at(-1) ?? '').slice(0, -1);
  }
  return out.join('\n');
}
