import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/pdf.d.ts';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/pdf.d.ts';

/** Larger files do not fit beside what is made of them. */
export const MOST_BYTES = 400 * 1024 * 1024;

type Library = typeof import('pdfjs-dist/types/src/pdf.d.ts');
let library: Promise<Library> | undefined;

interface OpenFile {
  readonly key: string;
  readonly pdf: Promise<PDFDocumentProxy>;
  users: number;
}

// The ranges of one file come to a worker one after another: it stays open, with the fonts that it has read, until another file comes.
let current: OpenFile | undefined;

/**
 * Does something with a PDF.
 * @throws what pdf.js throws: `PasswordException`, `InvalidPDFException`
 */
export async function withPdf<T>(path: string, use: (pdf: PDFDocumentProxy) => Promise<T>): Promise<T> {
  const file = take(path);
  try {
    return await use(await file.pdf);
  } finally {
    file.users--;
    close(file);
  }
}

function take(path: string): OpenFile {
  const { size, mtimeMs } = statSync(path);
  const key = `${path} ${size} ${mtimeMs}`;
  if (current?.key !== key) {
    const before = current;
    current = { key, pdf: open(path), users: 0 };
    if (before) close(before);
  }
  current.users++;
  return current;
}

/** Lets go of a file that is not the one at hand, once nobody uses it. */
function close(file: OpenFile): void {
  if (file === current || file.users > 0) return;
  file.pdf.then((pdf) => pdf.loadingTask.destroy()).catch(() => undefined);
}

/** Opens a PDF for its text. What draws is left out: fonts are not made, pictures not decoded, scripts not run. */
async function open(path: string): Promise<PDFDocumentProxy> {
  library ??= loadLibrary();
  const { getDocument } = await library;
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  return getDocument({
    data: new Uint8Array(readFileSync(path)),
    verbosity: 0,
    disableFontFace: true,
    useSystemFonts: false,
    enableXfa: false,
    cMapUrl: `${join(folder, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(folder, 'standard_fonts')}/`,
    wasmUrl: `${join(folder, 'wasm')}/`,
  }).promise;
}

/** Whether a file is more than can be read. */
export function isTooLarge(path: string): boolean {
  return existsSync(path) && statSync(path).size > MOST_BYTES;
}

async function loadLibrary(): Promise<Library> {
  // pdf.js asks for these when it is loaded, to draw, and takes a native canvas for them. Nothing is drawn here.
  const globals = globalThis as Record<string, unknown>;
  for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) globals[name] ??= class {};
  const loaded = (await import('pdfjs-dist/legacy/build/pdf.min.mjs' as string)) as unknown as Library;
  // In this thread: it is a worker already.
  globals.pdfjsWorker ??= await import('pdfjs-dist/legacy/build/pdf.worker.min.mjs' as string);
  return loaded;
}
