import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectorSuite } from '@bowerbird/testkit';
import { afterAll, test } from 'vitest';
import { makeEpub } from '../test/make-epub.ts';
import { makePdf } from '../test/make-pdf.ts';
import { book } from './book-collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-book-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const note = '<a epub:type="noteref" href="two.xhtml#n">1</a>';
const epub = makeEpub({
  pages: {
    'one.xhtml': `<h1>One</h1><p>Birds build.${note}</p>`,
    'two.xhtml': '<h1>Two</h1><p>They collect.</p><aside epub:type="footnote" id="n"><p>Sticks.</p></aside>',
  },
  navigation:
    '<nav epub:type="toc"><ol><li><a href="one.xhtml">One</a></li><li><a href="two.xhtml">Two</a></li></ol></nav>',
});
const bower = write('bower.epub', epub);
write('shelf/bower.epub', epub);
write('shelf/deep/notes.md', '# Notes\n\nOf a bower.\n');
const paper = makePdf({
  title: 'A paper',
  pages: [1, 2, 3].map((page) => [
    { x: 72, y: 120, text: `Part ${page}`, size: 18 },
    { x: 72, y: 150, text: `Bowerbirds put sticks in order on page ${page}.` },
    { x: 300, y: 760, text: `${page}` },
  ]),
});

collectorSuite(test, book, {
  cases: [
    { source: bower, ids: ['book:urn:isbn:9780131103627'] },
    {
      source: bower,
      with: { split: 'chapter' },
      name: 'its chapters',
      ids: ['book:urn:isbn:9780131103627#OPS/one.xhtml', 'book:urn:isbn:9780131103627#OPS/two.xhtml'],
    },
    { source: write('paper.pdf', paper) },
    { source: write('story.txt', 'CHAPTER I\n\nOnce upon a time.\n') },
    { source: write('story.md', '# A story\n\nOnce upon a time.\n') },
    {
      source: write(
        'page.html',
        '<html lang="en"><title>A page</title><h1>A page</h1><p>Of a book.</p></html>',
      ),
    },
  ],
  discovers: [{ source: bower }, { source: join(folder, 'shelf') }],
  unknown: [{ with: { url: 'file:///no/such/book.epub', path: 'book.epub' } }],
});
