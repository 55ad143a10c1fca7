import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fakeContext } from '@bowerbird/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { makeEpub } from '../test/make-epub.ts';
import { makePdf } from '../test/make-pdf.ts';
import { book } from './book-collector.ts';
import { acceptBook, type BookRequest, identifyBook } from './book-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-collector-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const home = { base: folder, state: folder };

async function discovered(request: BookRequest): Promise<BookRequest[]> {
  const instance = await book.create(undefined, home);
  const found: BookRequest[] = [];
  for await (const item of instance.discover?.(request, fakeContext().context) ?? [])
    found.push(item as BookRequest);
  return found;
}

async function collect(request: BookRequest) {
  const fake = fakeContext();
  const instance = await book.create(undefined, home);
  return { documents: await instance.collect(request, fake.context), uses: fake.uses };
}

const epub = makeEpub({ pages: { 'a.xhtml': '<h1>One</h1><p>Text.</p>' } });

describe('book', () => {
  it('names a book by its bytes, wherever it lies', async () => {
    const [here, there] = [join(folder, 'here.epub'), join(folder, 'there.epub')];
    writeFileSync(here, epub);
    const [before] = await discovered({ url: pathToFileURL(here).href });
    renameSync(here, there);
    const [after] = await discovered({ url: pathToFileURL(there).href });
    expect(before && after && identifyBook(before)).toEqual(after && identifyBook(after));
    // What was discovered is not said to rest on the place where it lay.
    const uses = after ? (await collect(after)).uses : [];
    expect(uses.filter((use) => use.startsWith('digest'))).toEqual([]);
    // But on its bytes.
    expect(uses).toContain(`evidence {"book":"${after?.sha256}"}`);
  });

  it('finds the books of a folder, in the order of their names', async () => {
    const shelf = join(folder, 'shelf');
    mkdirSync(join(shelf, 'b'), { recursive: true });
    for (const name of ['z.txt', 'b/a.pdf', 'a.epub', '.hidden.txt', 'cover.jpg'])
      writeFileSync(join(shelf, name), name);
    const found = await discovered({ url: pathToFileURL(shelf).href, path: 'shelf', split: 'chapter' });
    expect(found.map(({ path, split }) => [path, split])).toEqual([
      ['shelf/a.epub', 'chapter'],
      ['shelf/b/a.pdf', 'chapter'],
      ['shelf/z.txt', 'chapter'],
    ]);
    // The folder of the rc file has no name of its own.
    const here = await discovered({ url: pathToFileURL(shelf).href, path: '.' });
    expect(here.map(({ path }) => path)).toEqual(['a.epub', 'b/a.pdf', 'z.txt']);
  });

  it('knows a book by its bytes whatever its name', async () => {
    const path = join(folder, 'download.txt');
    writeFileSync(path, makePdf({ pages: [[{ x: 72, y: 100, text: 'A line.' }]] }));
    const { documents } = await collect({ url: pathToFileURL(path).href });
    expect(documents).toMatchObject([{ text: 'A line.', metadata: { format: 'pdf' } }]);
  });

  it('says why a book is refused, and what to do', async () => {
    const path = join(folder, 'broken.epub');
    writeFileSync(path, 'PK nothing');
    await expect(collect({ url: pathToFileURL(path).href, path: 'broken.epub' })).rejects.toMatchObject({
      code: 'SOURCE_INVALID',
      message: 'broken.epub is damaged: it is no ZIP archive',
      recovery: 'next',
      hint: 'Get the file again.',
    });
  });

  it('tells warnings in the log and in the document', async () => {
    const path = join(folder, 'gap.epub');
    writeFileSync(
      path,
      makeEpub({
        pages: { 'a.xhtml': '<p>Text.</p>' },
        navigation: '<nav epub:type="toc"><ol><li><a href="x.xhtml">X</a></li></ol></nav>',
      }),
    );
    const { documents, uses } = await collect({ url: pathToFileURL(path).href, path: 'gap.epub' });
    const warning = 'the contents name "X", which is nowhere in the book';
    expect(documents[0]?.metadata?.warnings).toEqual([warning]);
    expect(uses).toContain(`log gap.epub: ${warning}`);
  });
});

describe('acceptBook', () => {
  const uri = 'file:///books/a.epub';
  it.each([
    [
      { uri, path: 'a.epub' },
      { url: uri, path: 'a.epub' },
    ],
    [{ uri: 'file:///books/a', head: Buffer.from('%PDF-1.4') }, { url: 'file:///books/a' }],
    [{ uri: 'file:///books/a', head: Buffer.from('nothing') }, undefined],
    [{ uri: 'file:///books', entries: ['cover.jpg', 'a.md'] }, { url: 'file:///books' }],
    [{ uri: 'file:///books', entries: ['cover.jpg'] }, undefined],
    [{ uri: 'https://example.org/a.epub' }, undefined],
    [{ uri: 'file:///books/a.mobi' }, undefined],
  ])('%j', (resource, request) => {
    expect(acceptBook(resource)).toEqual(request);
  });
});
