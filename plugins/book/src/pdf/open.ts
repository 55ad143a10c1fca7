import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist/types/src/pdf.d.ts';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/types/src/pdf.d.ts';

/** Larger files do not fit beside what is made of them. */
export const MOST_BYTES = 400 * 1024 * 1024;

type Library = typeof import('pdfjs-dist/types/src/pdf.d.ts');
let library: Promise<Library> | undefined;

/**
 * Opens a PDF for its text. What draws is left out: fonts are not made, pictures not decoded, scripts not run.
 * @throws what pdf.js throws: `PasswordException`, `InvalidPDFException`
 */
export async function openPdf(path: string): Promise<PDFDocumentProxy> {
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
