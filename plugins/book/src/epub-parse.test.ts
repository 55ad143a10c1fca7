import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type EpubParts, METADATA, makeEpub, xhtml } from '../test/make-epub.ts';
import { makeZip } from '../test/make-zip.ts';
import type { BookResult, ParsedBook } from './book/parsed.ts';
import { toDocuments } from './book/to-documents.ts';
import parseEpub from './epub-parse.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-epub-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function parse(bytes: Uint8Array): BookResult {
  const path = join(folder, 'book.epub');
  writeFileSync(path, bytes);
  return parseEpub({ path });
}

function read(parts: EpubParts): ParsedBook {
  const result = parse(makeEpub(parts));
  if (result.status !== 'parsed') throw new Error(`${result.reason}: ${result.detail}`);
  return result.book;
}

const toc = (items: string) => `<nav epub:type="toc"><ol>${items}</ol></nav>`;
const link = (href: string, label: string, below = '') => `<li><a href="${href}">${label}</a>${below}</li>`;

describe('contents', () => {
  it('come from the navigation document, with their depths and places', () => {
    const { book } = read({
      pages: {
        'a.xhtml': '<h1>One</h1><p>First.</p><h2 id="s">Inside</h2><p>Second.</p>',
        'b.xhtml': '<h1>Two</h1><p>Third.</p>',
      },
      navigation: toc(
        link('a.xhtml', 'One', `<ol>${link('a.xhtml#s', 'Inside')}</ol>`) + link('b.xhtml', 'Two'),
      ),
    });
    expect(book.contents).toMatchObject([
      {
        title: 'One',
        href: 'OPS/a.xhtml',
        start: 0,
        children: [{ title: 'Inside', start: book.text.indexOf('## Inside') }],
      },
      { title: 'Two', start: book.text.indexOf('# Two') },
    ]);
    expect(book.sections.map(({ path }) => path)).toEqual([['One'], ['One', 'Inside'], ['Two']]);
    expect(book.lost).toEqual([]);
  });

  it('come from the NCX of EPUB 2 where there is no other', () => {
    const point = (label: string, src: string, below = '') =>
      `<navPoint id="x"><navLabel><text>${label}</text></navLabel><content src="${src}"/>${below}</navPoint>`;
    const { book } = read({
      pages: { 'a.xhtml': '<h2>Part</h2><p>x</p>', 'b.xhtml': '<h2>Chapter</h2><p>y</p>' },
      ncx: `<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>${point('Part', 'a.xhtml', point('Chapter', 'b.xhtml'))}</navMap></ncx>`,
    });
    expect(book.contents).toMatchObject([
      { title: 'Part', children: [{ title: 'Chapter', href: 'OPS/b.xhtml' }] },
    ]);
    // The level of a heading is its depth in the contents.
    expect(book.text).toBe('# Part\n\nx\n\n## Chapter\n\ny');
  });

  it('split chapters inside of a file at the places that they lead to', () => {
    const { book } = read({
      pages: {
        'all.xhtml':
          '<div><p>Before.</p></div><h3 id="one">I</h3><p>First.</p><div id="two"><h3>II</h3><p>Second.</p></div>',
      },
      navigation: toc(link('all.xhtml#one', 'One') + link('all.xhtml#two', 'Two')),
    });
    expect(book.chapters.map(({ title, start, end }) => [title, book.text.slice(start, end)])).toEqual([
      ['', 'Before.'],
      ['One', '# I\n\nFirst.'],
      ['Two', '# II\n\nSecond.'],
    ]);
  });

  it('make the chapters of a part chapters of the book, and leave sections in their chapter', () => {
    const { book } = read({
      pages: {
        'p.xhtml': '<h1>Part</h1>',
        'c.xhtml': '<h2>Chapter</h2><p>x</p><h3 id="s">Section</h3><p>y</p>',
      },
      navigation: toc(
        link(
          'p.xhtml',
          'Part',
          `<ol>${link('c.xhtml', 'Chapter', `<ol>${link('c.xhtml#s', 'Section')}</ol>`)}</ol>`,
        ),
      ),
    });
    expect(book.chapters.map(({ path }) => path)).toEqual([['Part'], ['Part', 'Chapter']]);
  });

  it('may name what is not there: that is told, and nothing is lost', () => {
    const { book, warnings } = read({
      pages: { 'a.xhtml': '<p>Text.</p>' },
      navigation: toc(link('a.xhtml', 'A') + link('gone.xhtml', 'Gone')),
    });
    expect(book.text).toBe('Text.');
    expect(warnings).toEqual(['the contents name "Gone", which is nowhere in the book']);
  });

  it('are made of headings where there are none', () => {
    const { book } = read({ pages: { 'a.xhtml': '<h1>One</h1><p>x</p><h2>Inside</h2><p>y</p>' } });
    expect(book.contents).toEqual([{ title: 'One', start: 0, children: [{ title: 'Inside', start: 10 }] }]);
  });
});

describe('matter', () => {
  it('is typed by what the files say, by landmarks, and by titles', () => {
    const { book } = read({
      pages: {
        'cover.xhtml': xhtml('<p>Cover</p>'),
        'preface.xhtml': xhtml('<h1>Preface</h1><p>x</p>'),
        'one.xhtml': xhtml('<h1>Of bowers</h1><p>x</p>', ' epub:type="bodymatter chapter"'),
        'two.xhtml': xhtml('<h1>Of birds</h1><p>x</p>'),
        'notes.xhtml': xhtml('<section epub:type="endnotes"><h1>Remarks</h1><p>x</p></section>'),
      },
      navigation: `${toc(['cover', 'preface', 'one', 'two', 'notes'].map((name) => link(`${name}.xhtml`, name === 'preface' ? 'Preface' : name)).join(''))}
        <nav epub:type="landmarks"><ol><li><a epub:type="cover" href="cover.xhtml">Cover</a></li></ol></nav>`,
    });
    expect(book.chapters.map(({ matter, type }) => [matter, type])).toEqual([
      ['front', 'cover'],
      ['front', 'preface'],
      ['body', 'chapter'],
      ['body', undefined],
      ['back', 'endnotes'],
    ]);
  });
});

describe('notes', () => {
  const pages = {
    'one.xhtml':
      '<h1>One</h1><p>Sticks<a epub:type="noteref" href="notes.xhtml#n1">1</a> and shells.<a epub:type="noteref" href="notes.xhtml#n2">2</a></p>',
    'two.xhtml': '<h1>Two</h1><p>Feathers.<a epub:type="noteref" href="notes.xhtml#n3">3</a></p>',
    'notes.xhtml': `<section epub:type="endnotes"><h1>Notes</h1><ol><li id="n1"><p>Dry. <a href="one.xhtml#r1" epub:type="backlink">↩</a></p></li>
      <li id="n2"><p>Of snails.</p><p>White.</p></li><li id="n3"><p>Blue.</p></li></ol></section>`,
  };

  it('are Markdown notes over files, in one number, without the way back', () => {
    const { book } = read({ pages });
    expect(book.text).toBe(
      '# One\n\nSticks[^1] and shells.[^2]\n\n# Two\n\nFeathers.[^3]\n\n# Notes\n\n[^1]: Dry.\n\n[^2]: Of snails.\n\n    White.\n\n[^3]: Blue.',
    );
  });

  it('go with the chapter that refers to them', () => {
    const documents = toDocuments(read({ pages }), 'f'.repeat(64), 'chapter');
    expect(documents.map(({ text }) => text)).toEqual([
      '# One\n\nSticks[^1] and shells.[^2]\n\n[^1]: Dry.\n\n[^2]: Of snails.\n\n    White.',
      '# Two\n\nFeathers.[^3]\n\n[^3]: Blue.',
    ]);
  });

  it.each([
    [
      'Gutenberg',
      '<p>Text.<a id="FNanchor_1" href="#Footnote_1">[1]</a></p><p><a id="Footnote_1" href="#FNanchor_1"><span>[1]</span></a> The note.</p>',
    ],
    [
      'DocBook',
      '<p>Text.<sup><a href="#ftn.a" id="a">[1]</a></sup></p><div id="ftn.a" class="footnote"><p><a href="#a"><sup>[1]</sup></a> The note.</p></div>',
    ],
    [
      'Sphinx',
      '<p>Text.<a href="#id2" id="id1">1</a></p><dl><dt id="id2"><span><a href="#id1">1</a></span></dt><dd><p>The note.</p></dd></dl>',
    ],
    [
      'ARIA',
      '<p>Text.<a role="doc-noteref" href="#n">*</a></p><aside role="doc-footnote" id="n">The note. <a role="doc-backlink" href="#r">Back</a></aside>',
    ],
    [
      'a table',
      '<p>Text.<a href="#n" id="r">1</a></p><table><tr><td><a id="n" href="#r">1</a></td><td>The note.</td></tr></table>',
    ],
  ])('are known by how %s writes them', (_, body) => {
    expect(read({ pages: { 'a.xhtml': body } }).book.text).toBe('Text.[^1]\n\n[^1]: The note.');
  });

  it('are not what a number leads to without a way back', () => {
    const { book } = read({
      pages: { 'a.xhtml': '<p>See <a href="#c">2</a>.</p><p id="c">Chapter two.</p>' },
    });
    expect(book.text).toBe('See 2.\n\nChapter two.');
  });
});

describe('pages of the printed book', () => {
  it('are spans with their labels, from the list of pages or from the breaks', () => {
    const { book } = read({
      pages: {
        'a.xhtml': '<p>One <span id="p2"/>two</p><p><span epub:type="pagebreak" title="iii"/>three</p>',
      },
      navigation: `${toc(link('a.xhtml', 'A'))}<nav epub:type="page-list"><ol>${link('a.xhtml#p2', 'ii')}</ol></nav>`,
    });
    expect(
      book.pages.map(({ start, end, locator }) => [book.text.slice(start, end).trim(), locator]),
    ).toEqual([
      ['two', { kind: 'page', page: 1, label: 'ii' }],
      ['three', { kind: 'page', page: 2, label: 'iii' }],
    ]);
  });
});

describe('metadata', () => {
  it('is read with what refines it', () => {
    const { metadata } = read({
      pages: { 'a.xhtml': '<p>x</p>' },
      metadata: `<dc:identifier>x1</dc:identifier><dc:identifier id="id">urn:uuid:1B4E28BA-2FA1-11D2-883F-0016D3CCA427</dc:identifier>
        <dc:title id="t">The bower</dc:title><meta refines="#t" property="title-type">main</meta>
        <dc:title id="s">A study</dc:title><meta refines="#s" property="title-type">subtitle</meta><dc:language>en_GB</dc:language>
        <dc:creator id="c">Jane Bird</dc:creator><meta refines="#c" property="role" scheme="marc:relators">aut</meta><meta refines="#c" property="file-as">Bird, Jane</meta>
        <dc:contributor id="d">John Wood</dc:contributor><meta refines="#d" property="role">trl</meta>
        <meta property="belongs-to-collection" id="b">Birds</meta><meta refines="#b" property="group-position">2</meta>
        <dc:date>2020-05-01</dc:date><dc:publisher>Wood Press</dc:publisher><dc:subject>Birds</dc:subject><dc:rights>CC0</dc:rights>
        <meta property="dcterms:modified">2021-01-01T00:00:00Z</meta>`,
    });
    expect(metadata).toMatchObject({
      title: 'The bower',
      subtitle: 'A study',
      creators: [
        { name: 'Jane Bird', role: 'aut', fileAs: 'Bird, Jane' },
        { name: 'John Wood', role: 'trl' },
      ],
      series: [{ name: 'Birds', position: '2' }],
      identifiers: [
        { scheme: 'uuid', value: '1b4e28ba-2fa1-11d2-883f-0016d3cca427' },
        { scheme: 'other', value: 'x1' },
      ],
      language: 'en-GB',
      published: '2020-05-01',
      modified: '2021-01-01T00:00:00Z',
      publisher: 'Wood Press',
      subjects: ['Birds'],
      rights: 'CC0',
    });
  });

  it('of EPUB 2 is in attributes', () => {
    const { metadata } = read({
      pages: { 'a.xhtml': '<p>x</p>' },
      metadata: `<dc:identifier id="id" opf:scheme="ISBN">0-13-110362-8</dc:identifier><dc:title>x</dc:title>
        <dc:creator opf:role="edt" opf:file-as="Bird, J.">Jane Bird</dc:creator><dc:date opf:event="creation">1999</dc:date><dc:date opf:event="publication">2001</dc:date>
        <meta name="calibre:series" content="Birds"/><meta name="calibre:series_index" content="3"/>`,
    });
    expect(metadata).toMatchObject({
      identifiers: [{ scheme: 'isbn', value: '0131103628' }],
      creators: [{ name: 'Jane Bird', role: 'edt', fileAs: 'Bird, J.' }],
      published: '2001',
      series: [{ name: 'Birds', position: '3' }],
    });
  });
});

describe('broken and hostile files', () => {
  const good = makeEpub({ pages: { 'a.xhtml': '<p>First.</p>', 'b.xhtml': '<p>Second.</p>' } });

  it.each([
    ['nothing', Buffer.alloc(0), 'damaged'],
    ['no archive', Buffer.from('<html>an error page</html>'), 'damaged'],
    ['an archive of something else', makeZip([{ name: 'a.txt', content: 'x' }]), 'no-book'],
    ['encrypted entries', makeZip([{ name: 'OPS/book.opf', content: 'x', encrypted: true }]), 'password'],
  ])('are refused with a reason: %s', (_, bytes, reason) => {
    expect(parse(bytes)).toMatchObject({ status: 'refused', reason });
  });

  it('are refused where a publisher has encrypted them, and not where a font is scrambled', () => {
    const encrypted = (path: string, algorithm: string) => ({
      name: 'META-INF/encryption.xml',
      content: `<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="${algorithm}"/>
        <enc:CipherData><enc:CipherReference URI="${path}"/></enc:CipherData></enc:EncryptedData></encryption>`,
    });
    const pages = { 'a.xhtml': '<p>x</p>' };
    const aes = encrypted('OPS/a.xhtml', 'http://www.w3.org/2001/04/xmlenc#aes256-cbc');
    expect(
      parse(makeEpub({ pages, files: [aes, { name: 'META-INF/rights.xml', content: '<rights/>' }] })),
    ).toEqual({
      status: 'refused',
      reason: 'protected',
      detail: 'OPS/a.xhtml is encrypted by Adobe ADEPT',
    });
    const font = encrypted('OPS/font.otf', 'http://www.idpf.org/2008/embedding');
    expect(read({ pages, files: [font] }).warnings).toEqual([]);
  });

  it('lose no more than the chapter that is damaged', () => {
    const at = good.indexOf('OPS/b.xhtml', 0, 'latin1') + 'OPS/b.xhtml'.length;
    const damaged = Buffer.from(good);
    damaged.fill(0xff, at, at + 8);
    const result = parse(damaged);
    expect(result).toMatchObject({ status: 'parsed', book: { book: { text: 'First.' } } });
    expect(result.status === 'parsed' && result.book.warnings).toEqual([
      'left out: OPS/b.xhtml is damaged: nothing of it can be read',
    ]);
  });

  it('are read up to where a chapter is damaged', () => {
    const words = Array.from({ length: 4000 }, (_, index) => `word${(index * 7919) % 4001}`).join(' ');
    const bytes = makeEpub({ pages: { 'a.xhtml': `<p>${words}</p>` } });
    const at = bytes.indexOf('OPS/a.xhtml', 0, 'latin1') + 3000;
    const result = parse(
      Buffer.concat([bytes.subarray(0, at), Buffer.alloc(200, 0xff), bytes.subarray(at + 200)]),
    );
    expect(result.status === 'parsed' && result.book.book.text.startsWith('word0 word')).toBe(true);
    expect(result.status === 'parsed' && result.book.warnings[0]).toBe(
      'OPS/a.xhtml is damaged (its checksum is wrong): read as far as it goes',
    );
  });

  it('are read without their directory', () => {
    const result = parse(good.subarray(0, good.indexOf('PK\x01\x02', 0, 'latin1')));
    expect(result).toMatchObject({ status: 'parsed', book: { book: { text: 'First.\n\nSecond.' } } });
  });

  it('cannot fill the memory', () => {
    const bomb = Buffer.alloc(40 * 1024 * 1024, 0x20);
    const result = parse(makeEpub({ pages: { 'a.xhtml': '<p>x</p>', 'bomb.xhtml': '<p>y</p>' }, files: [] }));
    expect(result.status).toBe('parsed');
    const bytes = makeZip([
      { name: 'a.xhtml', content: '<p>x</p>' },
      { name: 'bomb.xhtml', content: bomb },
    ]);
    expect(parse(bytes)).toMatchObject({ status: 'parsed', book: { book: { text: 'x' } } });
  });

  it('cannot leave the archive', () => {
    const result = read({
      pages: { 'a.xhtml': '<p>x</p>' },
      files: [
        { name: '../../etc/evil.xhtml', content: '<p>evil</p>' },
        { name: '/abs.xhtml', content: '<p>evil</p>' },
      ],
    });
    expect(result.warnings).toEqual([
      '../../etc/evil.xhtml leads out of the archive: left out',
      '/abs.xhtml leads out of the archive: left out',
    ]);
  });

  it('expand no entity', () => {
    const lol =
      '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
    const { book } = read({
      pages: { 'a.xhtml': `<?xml version="1.0"?>${lol}<html><body><p>x &b; &c; &eacute;</p></body></html>` },
    });
    expect(book.text).toBe('x \\&b; \\&c; é');
  });

  it('may be nested deeper than any parser takes', () => {
    const { book, warnings } = read({
      pages: { 'a.xhtml': `${'<div>'.repeat(100_000)}deep`, 'b.xhtml': '<p>Second.</p>' },
    });
    expect(book.text).toContain('Second.');
    expect(warnings[0]).toMatch(/nested/);
  });

  it('never end the parser', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.uint8Array({ minLength: 1, maxLength: 30 }), (at, noise) => {
        const bytes = Buffer.from(good);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        expect(['parsed', 'refused']).toContain(parse(bytes).status);
        expect(['parsed', 'refused']).toContain(parse(bytes.subarray(0, at)).status);
      }),
      { numRuns: 60 },
    );
  });

  it('keep the metadata of a book without text', () => {
    const { book, warnings, metadata } = read({
      pages: { 'a.xhtml': '<img src="a.png" alt=""/>' },
      metadata: METADATA,
    });
    expect(book.text).toBe('x');
    expect(metadata.title).toBe('The bower');
    expect(warnings).toEqual([
      'there is no text in it, only pictures or media: what is kept are the titles of its pages',
    ]);
  });
});
