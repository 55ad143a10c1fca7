// Real documents of the corpora: pages, books, mail and captions, in whatever languages there are. They are no part of the project.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';

const LARGEST_PAGE = 1_500_000;
const MESSAGES_OF_A_THREAD = 12;

/** Why nothing can be measured, if so. */
export function missingCorpora() {
  const folder = process.env.BOWERBIRD_CORPORA;
  return folder && existsSync(join(folder, 'web'))
    ? undefined
    : 'no corpora (set BOWERBIRD_CORPORA to their folder)';
}

/** All documents, each with its kind, in a stable order. */
export async function realDocuments() {
  const folder = process.env.BOWERBIRD_CORPORA;
  const { default: parsePage } = await import('../../plugins/web/dist/page-parse.js');
  const files = (pattern) =>
    globSync(pattern, { cwd: folder })
      .sort()
      .map((name) => join(folder, name));
  const name = (file) => relative(folder, file);
  const page = (id, bytes, contentType) => {
    const result = bytes.length > LARGEST_PAGE ? { status: 'too large' } : parsePage({ bytes, contentType });
    if (result.status !== 'parsed') return [];
    const { text, title, language, spans } = result.page;
    return [{ kind: 'page', id, text, title, language, spans }];
  };
  const documents = [
    ...files('{web,robustness}/**/*.{html,xhtml,html.gz}').flatMap((file) =>
      page(name(file), read(file), 'text/html'),
    ),
    ...files('book/**/*.epub').flatMap((file) => book(name(file), read(file), page)),
    ...files('{book,email}/**/*.{txt,txt.gz}').map((file) => text('text', name(file), read(file))),
    ...files('email/**/*.eml').map((file) => text('mail', name(file), read(file))),
    ...files('email/**/*.mboxrd.gz').flatMap((file) => threads(name(file), read(file).toString('utf8'))),
    ...files('web/chardet/*/*.bin').flatMap((file) => decoded(name(file), read(file))),
    ...files('video/**/*.{vtt,srt}').map((file) => captions(name(file), read(file).toString('utf8'))),
  ];
  return documents.filter((document) => document.text.trim() !== '').map(withProvenance);
}

export const provenance = {
  pipeline: 'bench',
  collector: 'web',
  revision: 1,
  retrieved: '2026-01-01T00:00:00.000Z',
  evidence: ['sha256:00'],
};
const withProvenance = (document) => ({ ...document, provenance });

const read = (file) => (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file));
const text = (kind, id, bytes) => ({ kind, id, text: bytes.toString('utf8'), spans: [] });

/** The chapters of an EPUB in the order of their names, each a section. */
function book(id, bytes, page) {
  let whole = '';
  const spans = [];
  for (const { name, data } of entriesOf(bytes)) {
    if (!/\.x?html$/.test(name)) continue;
    const [chapter] = page(name, data, 'application/xhtml+xml');
    if (!chapter) continue;
    const start = whole.length;
    whole += `${chapter.text}\n\n`;
    spans.push({ start, end: whole.length, locator: { kind: 'section', path: [chapter.title ?? name] } });
  }
  return [{ kind: 'book', id, text: whole, spans }];
}

/** The entries of a ZIP that its central directory names. */
function* entriesOf(bytes) {
  let at = bytes.indexOf(Buffer.from('PK\x01\x02'));
  while (at !== -1 && bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, packed, nameLength] = [10, 20, 28].map((offset) =>
      offset === 20 ? bytes.readUInt32LE(at + offset) : bytes.readUInt16LE(at + offset),
    );
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const raw = bytes.subarray(data, data + packed);
    try {
      yield { name, data: method === 8 ? inflateRawSync(raw) : raw };
    } catch {
      // Damaged on purpose.
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (at + 46 > bytes.length) return;
  }
}

/** Messages of a mailbox, some of them a thread. */
function threads(id, mailbox) {
  const messages = mailbox.split(/^From .*\n/m).filter((message) => message !== '');
  return Array.from({ length: Math.ceil(messages.length / MESSAGES_OF_A_THREAD) }, (_, index) => {
    let whole = '';
    const own = messages.slice(index * MESSAGES_OF_A_THREAD, (index + 1) * MESSAGES_OF_A_THREAD);
    const spans = own.map((message, number) => {
      const start = whole.length;
      whole += `${message.trim()}\n\n`;
      const locator = {
        kind: 'message',
        messageId: `${number}@${index}`,
        file: id,
        byteStart: 0,
        byteEnd: 0,
      };
      return { start, end: whole.length, locator };
    });
    return { kind: 'thread', id: `${id}#${index}`, text: whole, spans };
  });
}

function decoded(id, bytes) {
  try {
    const label = basename(join(id, '..'));
    return [{ kind: 'language', id, text: new TextDecoder(label).decode(bytes), spans: [] }];
  } catch {
    return [];
  }
}

/** Cues as paragraphs, a speaker where the cue names one. */
function captions(id, source) {
  let whole = '';
  const spans = [];
  for (const block of source.split(/\r?\n\r?\n/)) {
    const cue = /-->[^\n]*\n([\s\S]+)/.exec(block)?.[1]?.trim();
    if (!cue) continue;
    const speaker = /<v(?:\.\S+)? ([^>]+)>/.exec(cue)?.[1];
    const start = whole.length;
    whole += cue.replaceAll(/<[^>]*>/g, '');
    const locator = { kind: 'time', startMs: spans.length * 1000, endMs: spans.length * 1000 + 999, speaker };
    spans.push({ start, end: whole.length, locator });
    whole += '\n\n';
  }
  return { kind: 'captions', id, text: whole, spans };
}
