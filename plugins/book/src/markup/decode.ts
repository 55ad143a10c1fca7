const DECLARED =
  /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)/i;

/**
 * Markup as text: by its byte order mark, else as UTF-16 by the shape of its first characters (XML 1.0, appendix F), else UTF-8 if it is that, else what it
 * declares, else windows-1252 (WHATWG).
 */
export function decodeMarkup(bytes: Uint8Array): string {
  const mark = byOrderMark(bytes);
  if (mark !== undefined) return new TextDecoder(mark).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
    const found = DECLARED.exec(head);
    const declared = found?.[1] ?? found?.[2];
    // Something that says UTF-8 and is not, in one place, loses that place and not all accents.
    return decoderFor(declared).decode(bytes);
  }
}

function decoderFor(label: string | undefined) {
  try {
    return new TextDecoder(label ?? 'windows-1252');
  } catch {
    return new TextDecoder('windows-1252');
  }
}

function byOrderMark(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0x3c && b === 0 && c === 0x3f && d === 0) return 'utf-16le';
  if (a === 0 && b === 0x3c && c === 0 && d === 0x3f) return 'utf-16be';
  return undefined;
}
