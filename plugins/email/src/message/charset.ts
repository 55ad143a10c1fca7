import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

const LATIN =
  /^(?:iso-?8859-?1|latin-?1|windows-?1252|cp-?1252|x-ansi|ascii|us-ascii|ansi_x3\.4-1968|unknown-?8bit|x-unknown|default|)$/i;
const decoders = new Map<string, TextDecoder | undefined>();

function decoderOf(label: string): TextDecoder | undefined {
  if (!decoders.has(label)) {
    let decoder: TextDecoder | undefined;
    try {
      decoder = new TextDecoder(label);
    } catch {
      // A label that nobody knows.
    }
    decoders.set(label, decoder);
  }
  return decoders.get(label);
}

// Names that mail programs use and the Encoding standard does not know.
const ALIASES: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8mb4': 'utf-8',
  'cp-850': 'windows-1252',
  ks_c_5601: 'euc-kr',
  'iso-2022-jp-ms': 'iso-2022-jp',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'hz-gb-2312': 'gbk',
};

/**
 * Bytes as text. A wrong label is mended where the bytes prove it: UTF-8 that is called Latin or ASCII, Latin that is called UTF-8, and
 * ISO-2022-JP without a label. Undeclared bytes are UTF-8 if they can be, else windows-1252, as in the Encoding standard's practice.
 */
export function decodeText(bytes: Buffer, charset: string | undefined): string {
  const label = (charset ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '');
  if (label === 'utf-7' || label === 'unicode-1-1-utf-7') return decodeUtf7(bytes.toString('latin1'));
  if (isAscii(bytes)) {
    const isShifted = LATIN.test(label) ? bytes.includes('\u001b$') : /^(?:iso-2022|hz)/.test(label);
    if (!isShifted && !/^utf-?(?:16|32)/.test(label)) return bytes.toString('latin1');
    return (
      (LATIN.test(label) ? decoderOf('iso-2022-jp') : decoderOf(label))?.decode(bytes) ??
      bytes.toString('latin1')
    );
  }
  const isUtf = isUtf8(bytes);
  if (LATIN.test(label) || /^utf-?8/.test(label)) {
    if (isUtf) return bytes.toString('utf8');
    // A cut character at the end, or some stray bytes, do not make it Latin.
    if (/^utf-?8/.test(label) && isMostlyUtf8(bytes)) return bytes.toString('utf8');
    return decoderOf('windows-1252')?.decode(bytes) ?? bytes.toString('latin1');
  }
  const decoder = decoderOf(ALIASES[label] ?? label);
  if (decoder === undefined)
    return isUtf ? bytes.toString('utf8') : (decoderOf('windows-1252')?.decode(bytes) ?? '');
  return decoder.decode(bytes);
}

/** Whether stray bytes are few beside the characters of several bytes. */
function isMostlyUtf8(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  let wrong = 0;
  let right = 0;
  for (let index = 0; index < text.length && wrong < 1000; index++) {
    const code = text.charCodeAt(index);
    if (code === 0xfffd) wrong++;
    else if (code > 127) right++;
  }
  return right > wrong * 2;
}

/** UTF-7 (RFC 2152), which the Encoding standard has left out. */
function decodeUtf7(text: string): string {
  return text.replaceAll(/\+([A-Za-z0-9+/]*)-?/g, (_, base64: string) => {
    if (base64 === '') return '+';
    const bytes = Buffer.from(base64, 'base64');
    let out = '';
    for (let index = 0; index + 1 < bytes.length; index += 2)
      out += String.fromCharCode(bytes.readUInt16BE(index));
    return out;
  });
}
