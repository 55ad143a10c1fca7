import { analyse } from 'chardet';

/** Names that a decoder of the web knows, of those that the detector gives. */
function decodable(name: string): string | undefined {
  // What browsers read under these names; the others (ISO-2022-KR, UTF-32) are no encodings of the web.
  const label = /^(?:ISO-8859-1|ASCII)$/.test(name)
    ? 'windows-1252'
    : name === 'ISO-8859-9'
      ? 'windows-1254'
      : name;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

// The detector needs no more, and takes time for each byte.
const SAMPLE = 65_536;
const ESCAPE = 0x1b;
const LATIN = new Set(['windows-1252', 'windows-1250', 'windows-1254', 'windows-1257', 'iso-8859-2']);
// Latin encodings that the detector does not know.
const UNKNOWN_TO_IT = ['iso-8859-15', 'macintosh'] as const;

/**
 * The encoding of bytes that nobody has declared: windows-1252 if they are ASCII, UTF-8 if they are valid UTF-8, else by the statistics of the detector, else
 * windows-1252. Between Latin encodings it decides which one makes words of the letters.
 */
export function guessCharset(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, SAMPLE);
  // Without a byte above ASCII all readings are one, and the standard names this. ISO-2022-JP has only such bytes, and escapes.
  const isAscii = bytes.every((byte) => byte < 0x80);
  if (isAscii && !sample.includes(ESCAPE)) return 'windows-1252';
  if (!isAscii && isUtf8(bytes)) return 'UTF-8';
  const found = analyse(textBytes(sample))
    .map(({ name }) => decodable(name))
    .find((name) => name !== undefined);
  const best = found ?? 'windows-1252';
  if (!LATIN.has(best)) return best;
  return UNKNOWN_TO_IT.reduce<string>(
    (chosen, other) => (oddities(sample, other) < oddities(sample, chosen) ? other : chosen),
    best,
  );
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Without tags: their ASCII drowns the letters that tell. */
function textBytes(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const stripped = text.replace(/<(script|style)\b[\s\S]{0,20000}?<\/\1>/gi, ' ').replace(/<[^<>]*>/g, ' ');
  return Buffer.from(/[\x80-\xff]/.test(stripped) ? stripped : text, 'latin1');
}

/** How often a reading has what words do not have: signs or capitals between small letters, control characters, fractions and the like. */
function oddities(bytes: Uint8Array, charset: string): number {
  const text = new TextDecoder(charset).decode(bytes);
  const between = text.match(
    /(?<=\p{Ll})[^\p{L}\p{N}\p{M}\p{Z}\p{P}\n\r\t]|(?<=\p{Ll})\p{Lu}(?=\p{Ll})|[\u0080-\u009f]/gu,
  );
  const rare = text.match(
    /(?<=[\p{L}])[¤¦¨´¸¼½¾ºªƒ‡‰ˆ˜]|[¤¦¸§](?=\p{L})|\d\s?¤|¤\s?\d|(?<=\p{L})[‚„…†](?=\p{L})/gu,
  );
  return (between?.length ?? 0) + (rare?.length ?? 0);
}
