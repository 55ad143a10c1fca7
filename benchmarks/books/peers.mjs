// Other readers, each as its own documentation uses it.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const quietly = async (work) => {
  const { log, warn, error } = console;
  console.log = console.warn = console.error = () => {};
  try {
    return await work();
  } finally {
    Object.assign(console, { log, warn, error });
  }
};

/** What EPubLoader of @langchain/community 1.1.29 does, with the libraries that it asks for: epub2 and html-to-text 9. */
export async function langchainEpub(path) {
  const { EPub } = await import('epub2');
  const { htmlToText } = await import('html-to-text');
  return quietly(async () => {
    const epub = await EPub.createAsync(path);
    const chapters = await Promise.all(epub.flow.map(({ id }) => epub.getChapterRawAsync(id)));
    return {
      text: chapters.map((html) => (html ? htmlToText(html) : '')).join('\n\n'),
      toc: epub.toc.map(({ title }) => title),
    };
  });
}

/** @lingo-reader/epub-parser. */
export async function lingo(path) {
  const { initEpubFile } = await import('@lingo-reader/epub-parser');
  return quietly(async () => {
    const epub = await initEpubFile(path, join(tmpdir(), 'bowerbird-bench-lingo'));
    const flat = (entries) => entries.flatMap(({ label, children = [] }) => [label, ...flat(children)]);
    const pages = await Promise.all(epub.getSpine().map(({ id }) => epub.loadChapter(id)));
    return { text: pages.map((page) => page?.html ?? '').join('\n\n'), toc: flat(epub.getToc()) };
  });
}

/** What PDFLoader of @langchain/community 1.1.29 does, with the pdf.js that it takes out of pdf-parse 1.1.1. */
export async function langchainPdf(path) {
  const { getDocument } = require('pdf-parse/lib/pdf.js/v1.10.100/build/pdf.js');
  const data = new Uint8Array(await readFile(path));
  return quietly(async () => {
    const pdf = await getDocument({
      data,
      useWorkerFetch: false,
      isEvalSupported: false,
      useSystemFonts: true,
    }).promise;
    const pages = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const { items } = await (await pdf.getPage(number)).getTextContent();
      let last;
      let text = '';
      for (const { str, transform } of items) {
        text += last === transform[5] || !last ? str : `\n${str}`;
        last = transform[5];
      }
      pages.push(text);
    }
    return pages.join('\n\n');
  });
}

/** pdf.js 6 as it is mostly used: its items joined, with its line ends. */
async function pdfjs(path) {
  const folder = join(require.resolve('pdfjs-dist/package.json'), '..');
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) globalThis[name] ??= class {};
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const pdf = await getDocument({
    data: new Uint8Array(await readFile(path)),
    verbosity: 0,
    cMapUrl: `${folder}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${folder}/standard_fonts/`,
  }).promise;
  let text = '';
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    text += `${items.map(({ str = '', hasEOL }) => str + (hasEOL ? '\n' : '')).join('')}\n\n`;
    page.cleanup();
  }
  await pdf.loadingTask.destroy();
  return text;
}

/** pdftotext of poppler (Debian: poppler-utils), where it is installed. */
const pdftotext = async (path) =>
  execFileSync('pdftotext', ['-enc', 'UTF-8', path, '-'], { maxBuffer: 1e9 }).toString();

/** The peers that read PDFs, by name: pdftotext is there if its program is. */
export function pdfPeers() {
  const peers = { 'pdf.js 6': pdfjs, 'langchain (pdf.js 1)': langchainPdf };
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return { pdftotext, ...peers };
  } catch {
    console.error('pdftotext (Debian: poppler-utils) is not here: left out');
    return peers;
  }
}
