import { countLetters } from '../book/quality.ts';
import { readItems } from './items.ts';
import { toLines } from './lines.ts';
import type { OpenPdf } from './open.ts';
import type { PdfPage, Segment } from './page.ts';
import type { Handle, Pdfium } from './pdfium.ts';
import { toSegments } from './segments.ts';
import { sheetOf, uprightSheet } from './sheet.ts';
import { readStructure } from './structure.ts';

/** What was read of a page, before its lines are made. */
interface RawPage extends Omit<PdfPage, 'lines'> {
  readonly segments: readonly Segment[];
}

/**
 * Reads pages `from` to `to`, both included and counted from 1, as far as there are any. A page that is listed again is not read again: of a page that was seen in this range only
 * the first is here. A page that cannot be read costs itself.
 */
export function readPages(pdf: OpenPdf, from: number, to: number): readonly PdfPage[] {
  const { call } = pdf.pdfium;
  const isTagged = call.FPDFCatalog_IsTagged(pdf.document) !== 0;
  const seen = new Set<number>();
  const raw: RawPage[] = [];
  // The fonts of a page are kept as long as it is open: so until the next one is.
  let before = 0;
  for (let number = from; number <= Math.min(to, pdf.pages); number++) {
    const reference = call.EPDFDoc_GetPageObjectNumberByIndex(pdf.document, number - 1);
    if (reference > 0 && seen.has(reference)) continue;
    seen.add(reference);
    const page = call.FPDF_LoadPage(pdf.document, number - 1);
    const base = { page: number, reference: reference > 0 ? `${reference}` : `page ${number}` };
    if (page === 0) raw.push({ ...base, ...NOTHING, problem: 'it is damaged' });
    else raw.push({ ...base, ...readPage(pdf.pdfium, page, isTagged) });
    if (before !== 0) call.FPDF_ClosePage(before);
    before = page;
  }
  if (before !== 0) call.FPDF_ClosePage(before);
  const main = mainFont(raw);
  return raw.map(({ segments, ...page }) => ({ ...page, lines: toLines(segments, main) }));
}

const NOTHING = { width: 0, height: 0, segments: [], isPicture: false, letters: 0 };

function readPage(pdfium: Pdfium, page: Handle, isTagged: boolean) {
  const items = readItems(pdfium, page, isTagged ? readStructure(pdfium, page) : new Map());
  const { width, height, matrix } = uprightSheet(items, sheetOf(pdfium, page));
  const letters = countLetters(items.map(({ text }) => text).join(''));
  const segments = toSegments(
    items.filter(({ isArtifact }) => !isArtifact),
    matrix,
  );
  // Where nearly all is marked as an artifact, the marks are wrong.
  const kept = countLetters(segments.map(({ text }) => text).join(''));
  return {
    width,
    height,
    letters,
    segments: kept < 0.5 * letters ? toSegments(items, matrix) : segments,
    isPicture: segments.length === 0 && hasPicture(pdfium, page),
  };
}

// `FPDF_PAGEOBJ_*` of public/fpdf_edit.h.
const IMAGE = 3;
const FORM = 5;
const MOST_DEPTH = 8;

function hasPicture({ call }: Pdfium, page: Handle): boolean {
  const isPicture = (object: Handle, depth: number): boolean => {
    const type = call.FPDFPageObj_GetType(object);
    if (type !== FORM || depth > MOST_DEPTH) return type === IMAGE;
    for (let index = 0; index < call.FPDFFormObj_CountObjects(object); index++)
      if (isPicture(call.FPDFFormObj_GetObject(object, index), depth + 1)) return true;
    return false;
  };
  for (let index = 0; index < call.FPDFPage_CountObjects(page); index++)
    if (isPicture(call.FPDFPage_GetObject(page, index), 0)) return true;
  return false;
}

/** The typeface of most letters. */
function mainFont(pages: readonly RawPage[]): string | undefined {
  const letters = new Map<string, number>();
  for (const { segments } of pages)
    for (const { font, text } of segments) letters.set(font, (letters.get(font) ?? 0) + text.length);
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0];
}
