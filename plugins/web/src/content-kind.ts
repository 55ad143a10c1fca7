/** How the bytes of an answer are read. */
export type ContentKind = 'html' | 'xhtml' | 'markdown' | 'text';

const BY_TYPE: Readonly<Record<string, ContentKind>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'xhtml',
  'application/vnd.wap.xhtml+xml': 'xhtml',
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/plain': 'text',
};

/** The media type of a `content-type` header, lower case and without parameters; empty when there is none. */
export function mediaType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

// What browsers take for HTML when nobody says what it is (MIME Sniffing Standard, section 7.1).
const FIRST_TAG = /^\s*<(?:head|body|title|h1|div|p|table|a|script|style|b|br|font|iframe)[\s>]/i;

/** How to read an answer, by its declared type and, where that says nothing, by its first bytes; `undefined`: it is no page. */
export function contentKind(contentType: string | undefined, bytes: Uint8Array): ContentKind | undefined {
  const head = bytes.subarray(0, 4096);
  const type = mediaType(contentType);
  const kind = BY_TYPE[type];
  // A few servers call everything text: a page says by itself that it is one.
  if (kind === 'text') return looksLikeHtml(head) ? 'html' : 'text';
  if (kind !== undefined) return kind;
  if (type === 'application/xml' || type === 'text/xml') return looksLikeHtml(head) ? 'xhtml' : undefined;
  if (type !== '') return undefined;
  if (looksLikeHtml(head) || FIRST_TAG.test(decodeHead(head))) return 'html';
  return head.includes(0) ? undefined : 'text';
}

/** Whether bytes begin like an HTML page: a doctype or `<html>` after byte order mark, white space, comments and XML declaration. */
export function looksLikeHtml(head: Uint8Array): boolean {
  let text = decodeHead(head);
  for (;;) {
    text = text.trimStart();
    const end = text.startsWith('<!--') ? '-->' : text.startsWith('<?') ? '>' : undefined;
    if (end === undefined) return /^<(?:!doctype\s+html|html[\s>])/i.test(text);
    const at = text.indexOf(end);
    if (at < 0) return false;
    text = text.slice(at + end.length);
  }
}

function decodeHead(head: Uint8Array): string {
  const mark = `${head[0]},${head[1]}`;
  if (mark === '255,254') return new TextDecoder('utf-16le').decode(head);
  if (mark === '254,255') return new TextDecoder('utf-16be').decode(head);
  return new TextDecoder('utf-8').decode(head);
}
