import type { BookFormat } from './book/parsed.ts';

// MOBI, FB2 and DOCX would stand here, each with a reader of its own.
const ENDINGS: Readonly<Record<string, BookFormat>> = {
  epub: 'epub',
  pdf: 'pdf',
  txt: 'text',
  text: 'text',
  md: 'markdown',
  markdown: 'markdown',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
};

/** What a file is by its name, or `undefined`: no book. */
export function formatOfName(name: string): BookFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : ENDINGS[ending];
}

/** What a file is by its first bytes, where these are proof. */
export function formatOfHead(head: Uint8Array): BookFormat | undefined {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 1024)).toString('latin1');
  // Readers take a PDF whose header stands a little further in (ISO 32000-1, annex H, note 13).
  if (start.includes('%PDF-')) return 'pdf';
  return start.startsWith('PK\x03\x04') && start.includes('mimetypeapplication/epub+zip')
    ? 'epub'
    : undefined;
}
