import { existsSync, readFileSync, statSync } from 'node:fs';
import { type Handle, Pdfium } from './pdfium.ts';

/** Larger files do not fit beside what is made of them. */
export const MOST_BYTES = 400 * 1024 * 1024;

/** A PDF that is open. */
export interface OpenPdf {
  readonly pdfium: Pdfium;
  readonly document: Handle;
  readonly pages: number;
  readonly path: string;
}

/** Why PDFium does not open a file. */
export class PdfError extends Error {
  readonly isPassword: boolean;

  constructor(message: string, isPassword = false) {
    super(message);
    this.isPassword = isPassword;
  }
}

interface OpenFile extends OpenPdf {
  readonly key: string;
  readonly at: Handle;
}

let library: Promise<Pdfium> | undefined;
// The ranges of one file come to a worker one after another: it stays open until another file comes.
let current: OpenFile | undefined;

/**
 * Does something with a PDF. What is done ends before it returns: there is one file at a time.
 * @throws {PdfError} of a file that is no PDF, is damaged beyond what PDFium repairs, or asks for a password
 */
export async function withPdf<T>(path: string, use: (pdf: OpenPdf) => T): Promise<T> {
  library ??= Pdfium.load();
  const pdfium = await library;
  try {
    return use(take(pdfium, path));
  } catch (error) {
    // Memory that a fault has gone through is not used again.
    if (error instanceof Error && error.name === 'RuntimeError') {
      library = undefined;
      current = undefined;
    }
    throw error;
  }
}

function take(pdfium: Pdfium, path: string): OpenFile {
  const { size, mtimeMs } = statSync(path);
  const key = `${path} ${size} ${mtimeMs}`;
  if (current?.key === key) return current;
  if (current) {
    pdfium.call.FPDF_CloseDocument(current.document);
    pdfium.call.free(current.at);
    current = undefined;
  }
  const bytes = withHeader(readFileSync(path));
  const at = pdfium.put(bytes);
  const document = pdfium.call.FPDF_LoadMemDocument(at, bytes.length, 0);
  if (document === 0) {
    const error = pdfium.call.FPDF_GetLastError();
    pdfium.call.free(at);
    throw errorOf(error);
  }
  current = { key, at, path, pdfium, document, pages: pdfium.call.FPDF_GetPageCount(document) };
  return current;
}

/** Some files have lost their first line, and are whole otherwise: PDFium looks for it in the first 1,024 bytes. */
function withHeader(bytes: Buffer): Buffer {
  return bytes.subarray(0, 1024).includes('%PDF-')
    ? bytes
    : Buffer.concat([Buffer.from('%PDF-1.7\n'), bytes]);
}

/** `FPDF_ERR_*` of public/fpdfview.h. */
function errorOf(code: number): PdfError {
  if (code === 4) return new PdfError('it asks for a password', true);
  if (code === 5) return new PdfError('it is protected in a way that is not known', true);
  return new PdfError('it is no PDF, or too little of one is left');
}

/** Whether a file is more than can be read. */
export function isTooLarge(path: string): boolean {
  return existsSync(path) && statSync(path).size > MOST_BYTES;
}
