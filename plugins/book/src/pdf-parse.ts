import { type BookResult, refused } from './book/parsed.ts';
import { isTooLarge, MOST_BYTES, PdfError, withPdf } from './pdf/open.ts';
import type { PdfPage } from './pdf/page.ts';
import { readPages } from './pdf/read-pages.ts';
import { type PdfSurvey, surveyPdf } from './pdf/survey.ts';
import { toBook } from './pdf/to-book.ts';

/** What a worker is asked of a PDF: what it says of itself, a range of its pages, or the book that these make. */
export type PdfInput =
  | { readonly task: 'survey'; readonly path: string }
  | { readonly task: 'pages'; readonly path: string; readonly from: number; readonly to: number }
  | {
      readonly task: 'book';
      readonly survey: PdfSurvey;
      readonly pages: readonly PdfPage[];
      readonly warnings: readonly string[];
    };

/** What it answers. */
export type PdfAnswer =
  | { readonly task: 'survey'; readonly survey: PdfSurvey }
  | { readonly task: 'pages'; readonly pages: readonly PdfPage[] }
  | { readonly task: 'book'; readonly result: BookResult }
  | { readonly task: 'refused'; readonly result: BookResult };

/** Reads a PDF, or a part of it. Pure but for reading `path`. Runs in a worker. */
export default async function parsePdf(input: PdfInput): Promise<PdfAnswer> {
  if (input.task === 'book')
    return { task: 'book', result: toBook(input.survey, input.pages, input.warnings) };
  if (isTooLarge(input.path))
    return { task: 'refused', result: refused('too-large', `it is larger than ${MOST_BYTES >> 20} MB`) };
  try {
    return await withPdf(input.path, (pdf): PdfAnswer => {
      if (input.task === 'survey') return { task: 'survey', survey: surveyPdf(pdf) };
      return { task: 'pages', pages: readPages(pdf, input.from, input.to) };
    });
  } catch (error) {
    return { task: 'refused', result: refusalOf(error) };
  }
}

function refusalOf(error: unknown): BookResult {
  if (error instanceof PdfError && error.isPassword) return refused('password', error.message);
  return refused('damaged', error instanceof Error ? error.message : String(error));
}
