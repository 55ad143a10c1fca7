import { type BookResult, refused } from './book/parsed.ts';
import { isTooLarge, MOST_BYTES, withPdf } from './pdf/open.ts';
import type { PdfPage } from './pdf/page.ts';
import { readPages } from './pdf/read-pages.ts';
import { type PdfSurvey, surveyPdf } from './pdf/survey.ts';
import { toBook } from './pdf/to-book.ts';

/** What a worker is asked of a PDF: what it says of itself, a range of its pages, or the book that these make. */
export type PdfInput =
  | { readonly task: 'survey'; readonly path: string }
  | { readonly task: 'pages'; readonly path: string; readonly from: number; readonly to: number }
  | { readonly task: 'book'; readonly survey: PdfSurvey; readonly pages: readonly PdfPage[] };

/** What it answers. */
export type PdfAnswer =
  | { readonly task: 'survey'; readonly survey: PdfSurvey }
  | { readonly task: 'pages'; readonly pages: readonly PdfPage[] }
  | { readonly task: 'book'; readonly result: BookResult }
  | { readonly task: 'refused'; readonly result: BookResult };

/** Reads a PDF, or a part of it. Pure but for reading `path`. Runs in a worker. */
export default async function parsePdf(input: PdfInput): Promise<PdfAnswer> {
  if (input.task === 'book') return { task: 'book', result: toBook(input.survey, input.pages) };
  if (isTooLarge(input.path))
    return { task: 'refused', result: refused('too-large', `it is larger than ${MOST_BYTES >> 20} MB`) };
  try {
    return await withPdf(input.path, async (pdf): Promise<PdfAnswer> => {
      if (input.task === 'survey') return { task: 'survey', survey: await surveyPdf(pdf) };
      return { task: 'pages', pages: await readPages(pdf, input.from, input.to) };
    });
  } catch (error) {
    return { task: 'refused', result: refusalOf(error) };
  }
}

function refusalOf(error: unknown): BookResult {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  return name === 'PasswordException'
    ? refused('password', 'it asks for a password')
    : refused('damaged', message);
}
