import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makePdf, type PdfParts, type PdfText } from '../test/make-pdf.ts';
import type { BookResult, ParsedBook } from './book/parsed.ts';
import { readPdf } from './pdf/read-pdf.ts';
import parsePdf, { type PdfInput } from './pdf-parse.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-pdf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked: PdfInput[] = [];
const context = {
  async compute<T>(_: URL, input: unknown): Promise<T> {
    asked.push(input as PdfInput);
    // As between threads.
    return structuredClone(await parsePdf(input as PdfInput)) as T;
  },
};

async function parse(bytes: Uint8Array): Promise<BookResult> {
  const path = join(folder, 'book.pdf');
  writeFileSync(path, bytes);
  asked.length = 0;
  return readPdf(path, context);
}

async function read(parts: PdfParts): Promise<ParsedBook> {
  const result = await parse(makePdf(parts));
  if (result.status !== 'parsed') throw new Error(`${result.reason}: ${result.detail}`);
  return result.book;
}

/** Lines one under the other. */
function lines(texts: readonly string[], { x = 72, y = 100, size = 10 } = {}): PdfText[] {
  return texts.map((text, index) => ({ x, y: y + index * 1.3 * size, text, size }));
}

const filler = (page: number) =>
  lines(
    Array.from(
      { length: 12 },
      (_, line) => `Line ${line} of what stands on sheet ${'abcdefghij'[page]}, in words enough to fill it.`,
    ),
  );

describe('text', () => {
  it('is paragraphs, with words whole again and hyphens where they belong', async () => {
    const { book } = await read({
      pages: [
        lines([
          'The male builds a bower of sticks, and in front of it he lays out what he has col-',
          'lected: shells, flowers, and bits of glass. It is a well-known sight, and a well-',
          'known wonder, in the woods where these birds live and where they are still seen.',
        ]),
      ],
    });
    expect(book.text).toBe(
      'The male builds a bower of sticks, and in front of it he lays out what he has collected: shells, flowers, and bits of glass. It is a well-known sight, and a well-known wonder, in the woods where these birds live and where they are still seen.',
    );
  });

  it('goes on over the page, whose place is kept', async () => {
    const { book } = await read({
      pages: [
        [...filler(0), { x: 72, y: 300, text: 'At the end of this page a sentence begins that is to go on' }],
        [{ x: 72, y: 100, text: 'over to the next page, as most sentences in most books do.' }],
      ],
    });
    expect(book.text).toContain('that is to go on over to the next page');
    expect(book.pages.map(({ locator }) => locator)).toEqual([
      { kind: 'page', page: 1 },
      { kind: 'page', page: 2 },
    ]);
    expect(book.text.slice(book.pages[1]?.start).startsWith('over to')).toBe(true);
  });

  it('is read column by column, also where the file writes line by line', async () => {
    const left = Array.from({ length: 10 }, (_, row) => `left column words ${'abcdefghij'[row]} and`);
    const right = Array.from({ length: 10 }, (_, row) => `right column words ${'abcdefghij'[row]} and`);
    const page = left.flatMap((text, row) => [
      { x: 72, y: 100 + row * 13, text },
      { x: 320, y: 100 + row * 13, text: right[row] ?? '' },
    ]);
    const { book } = await read({ pages: [page] });
    expect(book.text.replace(/\s+/g, ' ')).toBe([...left, ...right].join(' '));
  });

  it('has its printed contents without their page numbers, a line for each', async () => {
    const { book } = await read({
      pages: [
        lines([
          '1 Of sticks . . . . . . . . . . . . . . . 3',
          '2 Of shells ................... 12',
          'A line behind it.',
        ]),
      ],
    });
    expect(book.text).toBe('1 Of sticks\n\n2 Of shells\n\nA line behind it.');
  });

  it('goes on behind a note at the foot of the page', async () => {
    const { book } = await read({
      pages: [
        [
          ...filler(0),
          { x: 72, y: 300, text: 'At the end of this page a sentence begins that is to go on' },
          { x: 72, y: 700, text: '1 A note, in small letters.', size: 7 },
        ],
        [{ x: 72, y: 100, text: 'over to the next page, as most sentences in most books do.' }],
      ],
    });
    expect(book.text).toMatch(/to go on over to the next page, .* do\.\n\n1 A note, in small letters\.$/);
  });

  it.each([90, 180, 270])(
    'is read as it stands, on a page that is shown turned by %i degrees',
    async (degrees) => {
      const bytes = makePdf({ pages: [[...filler(0), ...lines(['The last line.'], { y: 300 })]] });
      const turned = bytes.toString('latin1').replace('/MediaBox', `/Rotate ${degrees} /MediaBox`);
      const result = await parse(Buffer.from(turned, 'latin1'));
      const straight = await parse(bytes);
      expect(result.status === 'parsed' && result.book.book.text).toBe(
        straight.status === 'parsed' && straight.book.book.text,
      );
    },
  );

  it('has its lists and its tables', async () => {
    const rows = [
      ['Bird', 'Bower', 'Colour'],
      ['Satin', 'avenue', 'blue'],
      ['Great', 'avenue', 'white'],
      ['Golden', 'maypole', 'olive'],
    ];
    const table = rows.flatMap((cells, row) =>
      cells.map((text, column) => ({ x: 72 + column * 120, y: 300 + row * 14, text })),
    );
    const { book } = await read({ pages: [[...lines(['• sticks', '• shells']), ...table]] });
    expect(book.text).toBe(
      '- sticks\n\n- shells\n\n| Bird | Bower | Colour |\n| --- | --- | --- |\n| Satin | avenue | blue |\n| Great | avenue | white |\n| Golden | maypole | olive |',
    );
  });
});

describe('listings', () => {
  const listing = (y: number, ...pieces: readonly [number, string][]): PdfText[] =>
    pieces.map(([column, text]) => ({ x: 90 + 6 * column, y, text, font: 'listing' }));

  it('are told by the width of their letters, and keep their spaces', async () => {
    const { book } = await read({
      pages: [
        [
          ...lines(['What a bower is made of is counted by a program:']),
          ...listing(126, [0, 'for twig in bower:']),
          ...listing(138, [4, 'count'], [12, '+= 1']),
          ...listing(150, [0, 'say(count)']),
          ...lines(['and the count is told.'], { y: 176 }),
        ],
      ],
    });
    expect(book.text).toBe(
      'What a bower is made of is counted by a program:\n\n```\nfor twig in bower:\n    count   += 1\nsay(count)\n```\n\nand the count is told.',
    );
  });

  it('are none where a line of a paragraph has nothing else', async () => {
    const { book } = await read({
      pages: [
        [
          ...filler(0),
          ...lines(['It is started by a command that has the name of a program and of a file:'], { y: 300 }),
          { x: 72, y: 313, text: 'bower --sticks all.txt', font: 'listing' as const },
        ],
      ],
    });
    expect(book.text).toMatch(/of a file: bower --sticks all\.txt$/);
  });
});

describe('listings with numbers', () => {
  it('are listings, with their empty lines', async () => {
    const numbered = (y: number, number: string, text: string): PdfText[] => [
      { x: 60, y, text: number, size: 6 },
      { x: 72, y, text, font: 'listing' },
    ];
    const { book } = await read({
      pages: [
        [
          ...numbered(100, '1', 'for twig in bower:'),
          ...numbered(112, '2', '    count += 1'),
          ...numbered(136, '4', 'say(count)'),
        ],
      ],
    });
    const uneven = await read({
      pages: [
        [
          { x: 72, y: 100, text: 'one', font: 'listing' },
          { x: 72, y: 112, text: 'two and two', font: 'listing' },
          { x: 76, y: 112.1, text: 'x', font: 'listing' },
          { x: 72, y: 124, text: 'three', font: 'listing' },
        ],
      ],
    });
    expect(uneven.book.text).not.toMatch(/\n\n/);
    expect(book.text).toMatch(/^```\n1 +for twig in bower:\n2 +count \+= 1\n\n4 +say\(count\)\n```$/);
  });
});

describe('letters', () => {
  it('have the accents that are drawn over them, before and behind', async () => {
    const at = (x: number, text: string) => ({ x, y: 100, text });
    const { book } = await read({
      pages: [
        [at(72, '\xb4'), at(71, 'e'), at(76.6, 't'), at(79.4, 'e'), at(80.4, '\xa8'), at(90, 'a\xb4b')],
      ],
    });
    expect(book.text).toBe('étë a\xb4b');
  });

  it('may be pictures, which say nothing of their size, in words by the gaps between them', async () => {
    const pieces: PdfText[] = [
      [72, 'bo'],
      [84.4, 'wer'],
      [105.4, '\x0cnd'],
      [126, 'a'],
    ].map(([x, text]) => ({ x: x as number, y: 100, text: text as string, font: 'pictures' }));
    const { book, quality } = await read({
      pages: [[...pieces, ...lines(['and letters as they are'], { y: 113 })]],
    });
    expect(book.text).toBe('bower find a\n\nand letters as they are');
    expect(quality.headings).toBe(0);
  });
});

describe('right-to-left text', () => {
  const line = (y: number, text: string): PdfText => ({ x: 72, y, text, font: 'right-to-left' });

  it('is in the order of reading, whatever order the file has', async () => {
    // Drawn from left to right, as files have it: the last letter first.
    const { book } = await read({ pages: [[line(100, 'IHGF DCBA')]] });
    expect(book.text).toBe('אבגד שלום');
  });

  it('has both letters of a sign for two in their order', async () => {
    const { book } = await read({ pages: [[line(100, 'KJ OJ')]] });
    expect(book.text).toBe('كلا كت');
  });

  it('is in its order among words that are read from left to right, letter by letter, too', async () => {
    const at = (x: number, text: string): PdfText => ({ x, y: 100, text, font: 'right-to-left' });
    const { book } = await read({
      pages: [
        [
          { x: 72, y: 100, text: 'It is written' },
          at(168, 'IHG'),
          at(140, 'D'),
          at(147.2, 'C'),
          at(154.4, 'B'),
          { x: 195, y: 100, text: 'in the text.' },
        ],
      ],
    });
    expect(book.text).toBe('It is written \u05dc\u05d5\u05dd \u05d1\u05d2\u05d3 in the text.');
  });

  it('has words in Latin letters apart, at their places', async () => {
    const latin = { x: 100, y: 100, text: 'Node' };
    const { book } = await read({
      pages: [[line(100, 'DCBA'), latin, { ...line(100, 'IHGF'), x: 124.5 }]],
    });
    expect(book.text).toBe('שלום Node אבגד');
  });
});

it("has the signs of TeX's mathematics", async () => {
  const text = (x: number, content: string, font?: 'tex'): PdfText => ({
    x,
    y: 100,
    text: content,
    ...(font && { font }),
  });
  const { book } = await read({
    pages: [[text(72, 'for a'), text(100, '6=', 'tex'), text(114, 'b in'), text(136, 'h', 'tex')]],
  });
  expect(book.text).toBe('for a ≠ b in ⟨');
});

it('has the letters of a font that is not there and says nothing', async () => {
  const { book } = await read({ pages: [[{ x: 72, y: 100, text: 'VAT Code, 17 %', font: 'glyphs' }]] });
  expect(book.text).toBe('VAT Code, 17 %');
  // Beyond the first hundred, fonts differ: what cannot be known is no letter.
  const unknown = await read({ pages: [[{ x: 72, y: 100, text: 'Code È', font: 'glyphs' }]] });
  expect(unknown.book.text).toBe('Code \ufffd');
  expect(unknown.quality.garbled).toBeGreaterThan(0.1);
});

describe('running heads and feet', () => {
  it('are taken out, whichever page they stand on, and titles stay', async () => {
    const pages = Array.from({ length: 6 }, (_, page) => [
      { x: 72, y: 40, text: page % 2 === 0 ? `${page + 1}   The bower` : `Of birds   ${page + 1}`, size: 9 },
      ...(page === 2 ? [{ x: 72, y: 80, text: 'The bower', size: 16 }] : []),
      ...filler(page),
      { x: 300, y: 760, text: `- ${page + 1} -` },
    ]);
    const { book, quality } = await read({ pages, outline: [{ title: 'The bower', page: 3 }] });
    expect(book.text).not.toMatch(/Of birds|- \d -/);
    expect(book.text.match(/The bower/g)).toHaveLength(1);
    expect(book.text.match(/Line 0 of/g)).toHaveLength(6);
    expect(quality.headings).toBe(1);
  });

  it('are taken out close to the title that they have', async () => {
    const pages = Array.from({ length: 6 }, (_, page) => [
      { x: 72, y: 40, text: `2 OF BOWERS ${page + 1}`, size: 9 },
      ...(page === 0 ? [{ x: 72, y: 60, text: '2 Of bowers', size: 16 }] : []),
      ...filler(page),
    ]);
    const { book } = await read({ pages, outline: [{ title: '2 Of bowers', page: 1 }] });
    expect(book.text).not.toContain('OF BOWERS');
    expect(book.text).toMatch(/^# 2 Of bowers\n/);
  });

  it('are no notes, no ends of listings, and no first lines of text', async () => {
    const pages = Array.from({ length: 10 }, (_, page) => [
      { x: 72, y: 100, text: `${page + 1}) Say what is meant by ${'abcdefghij'[page]} in the text, and` },
      ...lines(
        Array.from({ length: 20 }, (_, line) => `the line ${line} of it.`),
        { y: 113 },
      ),
      {
        x: 72,
        y: 720,
        text: `${page + 1} Whatever ${'abcdefghij'[page]} says of it, it is not so.`,
        size: 8,
      },
      { x: 72, y: 735, text: '}', font: 'listing' as const },
    ]);
    const { book } = await read({ pages });
    expect(book.text.match(/Say what is meant/g)).toHaveLength(10);
    expect(book.text.match(/it is not so/g)).toHaveLength(10);
    expect(book.text.match(/\}/g)).toHaveLength(10);
  });

  it('are what all there is: then they stay', async () => {
    const { book } = await read({ pages: [[{ x: 300, y: 760, text: '7' }]] });
    expect(book.text).toBe('7');
  });
});

describe('structure', () => {
  it('comes from the outline', async () => {
    const { book } = await read({
      pages: [
        [{ x: 72, y: 60, text: 'One', size: 10 }, ...filler(0)],
        [{ x: 72, y: 60, text: 'Two', size: 10 }, ...filler(1)],
      ],
      outline: [
        { title: 'One', page: 1 },
        { title: 'Two', page: 2 },
      ],
    });
    expect(book.contents).toMatchObject([
      { title: 'One', href: '#page=1', start: 0 },
      { title: 'Two', href: '#page=2', start: book.text.indexOf('# Two') },
    ]);
    expect(book.chapters.map(({ title }) => title)).toEqual(['One', 'Two']);
  });

  it('comes from the size of the letters where there is no outline', async () => {
    const { book } = await read({
      pages: [
        [
          { x: 72, y: 60, text: 'Of bowers', size: 20 },
          { x: 72, y: 84, text: 'Their kinds', size: 14 },
          ...filler(0),
        ],
      ],
      title: 'A study',
    });
    expect(book.sections.map(({ path }) => path)).toEqual([['Of bowers'], ['Of bowers', 'Their kinds']]);
  });
});

describe('headings', () => {
  const sections = async (parts: PdfParts) => (await read(parts)).book.sections.map(({ path }) => path);

  it('come from the structure of a tagged file', async () => {
    const texts: PdfText[] = [
      { x: 72, y: 60, text: 'Of bowers', role: 'H1' },
      { x: 72, y: 90, text: 'They are built by males.', role: 'P' },
      { x: 72, y: 120, text: 'Their kinds', role: 'H2' },
      { x: 72, y: 150, text: 'Large, but no heading.', size: 20, role: 'P' },
    ];
    expect(await sections({ pages: [texts] })).toEqual([['Of bowers'], ['Of bowers', 'Their kinds']]);
  });

  const bold = (y: number, text: string): PdfText => ({ x: 72, y, text, bold: true });

  it('are bold lines by themselves', async () => {
    const pages = [[...filler(0), bold(270, 'Their kinds'), { x: 72, y: 285, text: 'There are two.' }]];
    expect(await sections({ pages })).toEqual([['Their kinds']]);
  });

  it('are no bold lines where there is an outline, and no heads of tables', async () => {
    const pages = [[...filler(0), bold(270, 'Note'), { x: 72, y: 285, text: 'There are two.' }]];
    const outline = ['a', 'b', 'c'].map((title) => ({ title, page: 1 }));
    expect(await sections({ pages, outline })).not.toContainEqual(['Note']);
    const head = [bold(270, 'Kind'), { ...bold(270, 'Place'), x: 200 }];
    expect(await sections({ pages: [[...filler(0), ...head]] })).toEqual([]);
  });

  it('have their levels by their numbers, below Roman ones by letters and figures', async () => {
    const titles = ['I. Of birds', 'A. Of their songs', '1. At dawn', 'II. Of bowers'];
    const pages = titles.map((title, page) => [
      ...filler(page),
      bold(270, title),
      { x: 72, y: 285, text: 'It is told.' },
    ]);
    expect(await sections({ pages })).toEqual([
      ['I. Of birds'],
      ['I. Of birds', 'A. Of their songs'],
      ['I. Of birds', 'A. Of their songs', '1. At dawn'],
      ['II. Of bowers'],
    ]);
  });

  it('go over several lines', async () => {
    const title = ['Of the bowers of the birds of the east and how they', 'are built'];
    const pages = [[...lines(title, { y: 60, size: 16 }), ...filler(0)]];
    expect(await sections({ pages })).toEqual([[title.join(' ')]]);
  });
});

describe('tables', () => {
  const row = (y: number, ...pieces: readonly [number, string][]): PdfText[] =>
    pieces.map(([x, text]) => ({ x, y, text }));

  it('are parted by strips of white, with heads over several columns, empty cells, and cells of several lines', async () => {
    const { book } = await read({
      pages: [
        [
          ...row(100, [72, 'Bird'], [130, 'Of the bower']),
          ...row(116, [130, 'kind'], [180, 'what is laid out']),
          ...row(132, [72, 'Satin'], [130, 'avenue'], [180, 'feathers, shells and glass, all of them col-']),
          ...row(144, [180, 'lected by the male']),
          ...row(160, [72, 'Tooth-billed'], [180, 'leaves']),
          ...row(176, [72, 'Golden'], [130, 'maypole'], [180, 'lichen']),
        ],
      ],
    });
    expect(book.text).toBe(
      [
        '| Bird | Of the bower |  |',
        '| --- | --- | --- |',
        '|  | kind | what is laid out |',
        '| Satin | avenue | feathers, shells and glass, all of them collected by the male |',
        '| Tooth-billed |  | leaves |',
        '| Golden | maypole | lichen |',
      ].join('\n'),
    );
  });

  it('are no text in stretched lines, and none beside notes', async () => {
    const text = [
      'the bower is built of sticks, and what is laid out',
      'before it is gathered over weeks from all around',
      'by the male alone, who takes it from others, too',
      'where they are away, and puts it all in its order',
    ];
    const page = text.flatMap((line, index) =>
      row(100 + 12 * index, [72, ['kind', 'place', 'male', 'order'][index] ?? ''], [130, line]),
    );
    const { book } = await read({ pages: [page] });
    expect(book.text).not.toContain('| ---');
  });

  it('are no lists whose signs stand apart, no contents, and no formulas with their numbers', async () => {
    const none = async (...rows: readonly (readonly [number, string][])[]) =>
      (await read({ pages: [rows.flatMap((pieces, index) => row(100 + 13 * index, ...pieces))] })).book.text;
    const all = ['of sticks', 'of shells', 'of glass'];
    const lists = await none(
      ...all.map((text): [number, string][] => [
        [72, '\u2022'],
        [90, text],
      ]),
    );
    expect(lists).toBe('- of sticks\n\n- of shells\n\n- of glass');
    const contents = await none(
      ...all.map((text, at): [number, string][] => [
        [72, `${1 + at} ${text}`],
        [300, `${3 + at}`],
      ]),
    );
    expect(contents).not.toContain('|');
    const formulas = await none(
      ...all.map((_, at): [number, string][] => [
        [150, 'a = b'],
        [300, `(${1 + at})`],
      ]),
    );
    expect(formulas).not.toContain('|');
  });
});

it('keeps the rows of a table together, which the file has row by row', async () => {
  const rows = Array.from({ length: 9 }, (_, row) => [
    { x: 72, y: 100 + 14 * row, text: `the command ${'abcdefghi'[row]}` },
    { x: 320, y: 100 + 14 * row, text: `what it does with the file ${'abcdefghi'[row]?.repeat(1 + row)}` },
  ]);
  const { book } = await read({ pages: [rows.flat()] });
  expect(book.text).toContain('| the command b | what it does with the file bb |');
});

it('says what its XMP says', async () => {
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description rdf:about="" prism:doi="10.1000/182">
    <dc:creator><rdf:Seq><rdf:li>A. Bird</rdf:li><rdf:li>B. Bird</rdf:li></rdf:Seq></dc:creator>
    <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Bowers &amp; birds</rdf:li></rdf:Alt></dc:title>
    </rdf:Description></rdf:RDF></x:xmpmeta>`;
  const { metadata } = await read({ pages: [lines(['A line.'])], xmp });
  expect(metadata).toMatchObject({
    title: 'Bowers & birds',
    creators: [{ name: 'A. Bird' }, { name: 'B. Bird' }],
    identifiers: [{ scheme: 'doi', value: '10.1000/182' }],
  });
});

describe('broken and hostile files', () => {
  it('are refused with a reason', async () => {
    expect(await parse(Buffer.from('%PDF-1.7\nnothing'))).toMatchObject({
      status: 'refused',
      reason: 'damaged',
    });
    expect(await parse(Buffer.alloc(0))).toMatchObject({ status: 'refused', reason: 'damaged' });
    expect(await parse(makePdf({ pages: [[]] }))).toMatchObject({ status: 'refused', reason: 'empty' });
  });

  it('are read without their table of objects', async () => {
    const bytes = makePdf({ pages: [lines(['A line.'])] });
    const result = await parse(
      Buffer.from(bytes.toString('latin1').replace(/xref\n[\s\S]*trailer/, 'trailer'), 'latin1'),
    );
    expect(result).toMatchObject({ status: 'parsed', book: { book: { text: 'A line.' } } });
  });

  it('are read without their first line', async () => {
    const bytes = makePdf({ pages: [lines(['A line.'])] });
    const result = await parse(bytes.subarray(bytes.indexOf('\n') + 1));
    expect(result).toMatchObject({ status: 'parsed', book: { book: { text: 'A line.' } } });
  });

  it('list a page a hundred thousand times and are read once', async () => {
    const result = await parse(makePdf({ pages: [lines(['A line.'])], repeats: 100_000 }));
    expect(result).toMatchObject({ status: 'parsed', book: { book: { text: 'A line.' } } });
    expect(result.status === 'parsed' && result.book.warnings).toEqual([
      'of 100000 pages that it lists, 1 differ: the others are the same ones again',
    ]);
    expect(asked.length).toBeLessThan(12);
  });
});

it('is read in ranges, each once', async () => {
  const pages = Array.from({ length: 130 }, (_, page) =>
    lines([`This is what stands on sheet number ${page + 1}.`]),
  );
  const { book, quality } = await read({ pages });
  expect(quality).toMatchObject({ pages: 130, emptyPages: [], coverage: 1 });
  expect(book.text.match(/number \d+/g)).toEqual(pages.map((_, page) => `number ${page + 1}`));
  const ranges = asked.flatMap((input) => (input.task === 'pages' ? [[input.from, input.to] as const] : []));
  expect(ranges.length).toBeGreaterThan(1);
  expect(
    ranges.sort(([a], [b]) => a - b).every(([from], index) => from === (ranges[index - 1]?.[1] ?? 0) + 1),
  ).toBe(true);
});
