// An EPUB read in the plainest way, to compare with: nothing of the collector is used.
import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { inflateRawSync } from 'node:zlib';
import { parseHTML } from 'linkedom';

/** The files of an archive by name, as texts; `undefined` for what cannot be read so. */
function unzip(path) {
  const bytes = readFileSync(path);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== 0x06054b50) end--;
  if (end < 0) return undefined;
  const files = new Map();
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    const start = bytes.readUInt32LE(at + 42);
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const packed = bytes.subarray(data, data + bytes.readUInt32LE(at + 20));
    const method = bytes.readUInt16LE(at + 10);
    files.set(bytes.toString('utf8', at + 46, at + 46 + name).normalize('NFC'), () =>
      (method === 0 ? packed : inflateRawSync(packed)).toString('utf8'),
    );
    at += 46 + name + extra + comment;
  }
  return files;
}

const clean = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const parse = (text) =>
  parseHTML(text.replace(/<\?xml[^>]*\?>/, '').replace(/<!DOCTYPE[^>]*>/i, '')).document;

/** Labels of the table of contents with their depths: `1 Title`; `undefined` where there is none. */
export function contentsOf(path) {
  const files = unzip(path);
  const opfPath = /full-path="([^"]+)"/.exec(files?.get('META-INF/container.xml')?.() ?? '')?.[1];
  const opf = opfPath && files.get(opfPath)?.();
  if (!opf) return undefined;
  const item = (pattern) =>
    [...opf.matchAll(/<(?:\w+:)?item\b[^>]*>/g)].map(([tag]) => tag).find((tag) => pattern.test(tag));
  const fileOf = (tag) =>
    tag &&
    files.get(
      join(opfPath, '..', decodeURIComponent(/href="([^"]+)"/.exec(tag)?.[1] ?? '')).normalize('NFC'),
    )?.();
  const page = fileOf(item(/properties="[^"]*\bnav\b/));
  const nav =
    page &&
    [...parse(page).querySelectorAll('nav')].find((each) =>
      /\btoc\b/.test(each.getAttribute('epub:type') ?? ''),
    );
  const own = nav ? listOf(nav, 1) : [];
  if (own.length > 0) return own;
  const ncx = fileOf(item(/media-type="application\/x-dtbncx\+xml"/));
  const points = ncx ? pointsOf(ncx) : [];
  return points.length > 0 ? points : undefined;
}

function listOf(parent, depth) {
  return [...parent.children]
    .filter(({ localName }) => localName === 'ol')
    .flatMap((list) => [...list.children])
    .flatMap((item) => {
      const label = [...item.children].find(({ localName }) => localName !== 'ol');
      const images = [...(label?.querySelectorAll('img') ?? [])]
        .map((image) => image.getAttribute('alt'))
        .join(' ');
      return [`${depth} ${clean(label?.textContent) || clean(images)}`, ...listOf(item, depth + 1)];
    });
}

function pointsOf(ncx) {
  const labels = [];
  let depth = 0;
  for (const [, close, name, text] of ncx.matchAll(/<(\/?)(?:\w+:)?(navPoint|text)\b[^>]*>([^<]*)/g)) {
    if (name === 'navPoint') depth += close ? -1 : 1;
    else if (!close && depth > 0) labels.push(`${depth} ${clean(text.replaceAll('&amp;', '&'))}`);
  }
  return labels;
}

/** The notes of a book of Standard Ebooks: how many references there are, and the texts of the notes in order. */
export function notesOf(path) {
  const files = unzip(path);
  let references = 0;
  let notes = [];
  for (const [name, read] of files) {
    if (!name.endsWith('.xhtml')) continue;
    const text = read();
    references += text.match(/epub:type="noteref"/g)?.length ?? 0;
    if (!name.endsWith('endnotes.xhtml')) continue;
    notes = [...parse(text).querySelectorAll('section ol > li')].map((item) =>
      clean(item.textContent.replace(/↩/g, '')),
    );
  }
  return { references, notes };
}
