import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ParsedBook } from './book/parsed.ts';
import { toDocuments } from './book/to-documents.ts';
import { decodeText } from './text/decode.ts';
import parseText, { type TextInput } from './text-parse.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parse(format: TextInput['format'], content: string | Uint8Array) {
  const path = join(folder, 'book');
  writeFileSync(path, content);
  return parseText({ path, format });
}

function read(format: TextInput['format'], content: string): ParsedBook {
  const result = parse(format, content);
  if (result.status !== 'parsed') throw new Error(`${result.reason}: ${result.detail}`);
  return result.book;
}

describe('plain text', () => {
  it('has paragraphs, chapters and verse', () => {
    const long = 'The male builds a bower of sticks, and lays out before it what he has';
    const { book } = read(
      'text',
      `Title: The Bower\nAuthor: Jane Bird\nLanguage: English\n\nCHAPTER I. Sticks\n\n${long}\n${long}\nfound.\n\nChapter II\n\nRoses are red\nViolets are blue\n\nTHE END\n`,
    );
    expect(book.sections.map(({ title }) => title)).toEqual(['CHAPTER I. Sticks', 'Chapter II', 'THE END']);
    expect(book.text).toContain(`${long} ${long} found.`);
    expect(book.text).toContain('Roses are red  \nViolets are blue');
  });

  it('tells its title and author as Project Gutenberg does', () => {
    const { metadata } = read(
      'text',
      'The Project Gutenberg eBook\n\nTitle: The Bower\n\nAuthor: Jane Bird\n\nLanguage: English\n\nText.\n',
    );
    expect(metadata).toMatchObject({
      title: 'The Bower',
      creators: [{ name: 'Jane Bird', role: 'aut' }],
      language: 'en',
    });
  });

  it('has headings that are underlined', () => {
    const { book } = read('text', 'The bower\n*********\n\nText.\n\nKinds\n=====\n\nMore.\n');
    expect(book.text).toBe('# The bower\n\nText.\n\n# Kinds\n\nMore.');
  });

  it('is no text where it is data, and empty where there is no letter', () => {
    expect(parse('text', Buffer.from([0, 1, 2, 3, 0xff, 0xfe, 0, 7, 8]))).toMatchObject({
      reason: 'no-book',
    });
    expect(parse('text', '\n . \n')).toMatchObject({ reason: 'empty' });
  });
});

describe('decodeText', () => {
  const text =
    'Er hörte die Vögel über dem Fluß, während die Bäume grün wurden. Ça et là, les élèves déjà très fatigués.';
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
    ['windows-1252', Buffer.from(text, 'latin1')],
  ])('reads %s', (encoding, bytes) => {
    expect(decodeText(bytes)).toEqual({ text, encoding });
  });

  it('tells Japanese by its characters', () => {
    const bytes = Buffer.from(
      '93fa967b8cea82cc95b68e9a82f08f9182ad82b182c682aa82c582ab82dc82b7814294788df782c5978882dc82b78142',
      'hex',
    );
    expect(decodeText(bytes)?.encoding).toBe('shift_jis');
  });
});

describe('Markdown', () => {
  it('stays as it is, with its headings for contents and its front matter for metadata', () => {
    const { book, metadata } = read(
      'markdown',
      '---\ntitle: "The bower"\nauthor:\n  - Jane Bird\n  - John Wood\ndate: 2020-05-01\ntags: [birds, art]\n---\n\n# One\n\nText.[^a]\n\n```\n# no heading\n```\n\nTwo\n---\n\nMore *text*.\n\n[^a]: A note.\n',
    );
    expect(book.text).toBe(
      '# One\n\nText.[^a]\n\n```\n# no heading\n```\n\n## Two\n\nMore *text*.\n\n[^a]: A note.',
    );
    expect(book.contents).toMatchObject([{ title: 'One', children: [{ title: 'Two' }] }]);
    expect(metadata).toMatchObject({
      title: 'The bower',
      creators: [{ name: 'Jane Bird' }, { name: 'John Wood' }],
      published: '2020-05-01',
      subjects: ['birds', 'art'],
    });
  });

  it('gives each chapter its notes', () => {
    const parsed = read('markdown', '# One\n\nText.[^a]\n\n# Two\n\nMore.\n\n[^a]: A note.\n');
    expect(toDocuments(parsed, '0'.repeat(64), 'chapter').map(({ id, text }) => [id, text])).toEqual([
      [`book:sha256:${'0'.repeat(32)}#One`, '# One\n\nText.[^a]\n\n[^a]: A note.'],
      [`book:sha256:${'0'.repeat(32)}#Two`, '# Two\n\nMore.'],
    ]);
  });
});

describe('HTML', () => {
  it('has notes, chapters and what its head says', () => {
    const { book, metadata } = read(
      'html',
      `<html lang="de"><head><title>Der Vogel</title><meta name="author" content="Jane Bird"><meta name="dc.identifier" content="urn:isbn:9780131103627"></head>
      <body><h1>Eins</h1><p>Text<a id="r" href="#n">1</a></p><h1>Zwei</h1><p>Mehr.</p><p id="n"><a href="#r">1</a> Note.</p><script>no()</script></body></html>`,
    );
    expect(book.text).toBe('# Eins\n\nText[^1]\n\n# Zwei\n\nMehr.\n\n[^1]: Note.');
    expect(metadata).toMatchObject({
      title: 'Der Vogel',
      language: 'de',
      creators: [{ name: 'Jane Bird' }],
      identifiers: [{ scheme: 'isbn' }],
    });
  });
});
