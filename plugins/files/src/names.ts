import { createHash } from 'node:crypto';
import type { Document } from '@bowerbird/core';
import slugify from '@sindresorhus/slugify';

const MOST_CHARACTERS = 80;
// A name may have 255 bytes on most systems; scripts other than Latin take three or four per character.
const MOST_BYTES = 200;
// Titles of megabytes exist (a page that never closes its <title>); only the beginning can matter.
const LOOKED_AT = 400;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * The names for the file of a document, without extension, best first and without end: the readable one, then others that
 * are each less likely to be taken.
 */
export function* namesFor(document: Pick<Document, 'id' | 'title'>): Generator<string> {
  const preferred = preferredName(document);
  yield preferred;
  const digest = createHash('sha256').update(document.id).digest('hex');
  for (const length of [8, 16, digest.length]) yield `${preferred}-${digest.slice(0, length)}`;
  for (let count = 2; ; count++) yield `${preferred}-${digest}-${count}`;
}

/** The name that a document would like for its file: readable, and safe on every system. */
export function preferredName(document: Pick<Document, 'id' | 'title'>): string {
  const slug = readable(document.title ?? '') || readable(document.id) || 'document';
  return RESERVED.test(slug) ? `${slug}-document` : slug;
}

function readable(text: string): string {
  const head = text.slice(0, LOOKED_AT).toWellFormed();
  const latin = slugify(head, { decamelize: false });
  // Chinese, Japanese, Korean and others have no transliteration here: what is left would be the few Latin words of the title.
  return cut(count(latin) * 2 >= count(head) ? latin : inAnyScript(head));
}

function inAnyScript(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^[-\p{M}]+|-+$/gu, '');
}

function count(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function cut(slug: string): string {
  let characters = 0;
  let bytes = 0;
  let kept = '';
  for (const character of slug) {
    characters += 1;
    bytes += Buffer.byteLength(character);
    if (characters > MOST_CHARACTERS || bytes > MOST_BYTES) return atWord(kept);
    kept += character;
  }
  return kept;
}

// A word cut in two reads badly, unless it is so long that little would be left.
function atWord(kept: string): string {
  const end = kept.lastIndexOf('-');
  return (end > kept.length / 2 ? kept.slice(0, end) : kept).replace(/-+$/, '');
}
