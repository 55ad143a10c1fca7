import { countLetters } from '../book/quality.ts';
import { toLines } from './lines.ts';
import type { PDFDocumentProxy, PDFPageProxy } from './open.ts';
import type { PdfPage, Segment } from './page.ts';
import { type ContentItem, type Matrix, type TextItem, toSegments } from './segments.ts';
import { uprightSheet } from './sheet.ts';
import { readStructure, type StructureNode, tagReader } from './structure.ts';

/** What was read of a page, before its lines are made. */
interface RawPage extends Omit<PdfPage, 'lines'> {
  readonly segments: readonly Segment[];
}

/**
 * Reads pages `from` to `to`, both included and counted from 1, as far as there are any. A page that is listed again is not read again: of a page that was seen in this range only
 * the first is here. A page that cannot be read costs itself.
 */
export async function readPages(
  pdf: PDFDocumentProxy,
  from: number,
  to: number,
): Promise<readonly PdfPage[]> {
  const isTagged = (await pdf.getMarkInfo().catch(() => null))?.Marked === true;
  const seen = new Set<string>();
  const raw: RawPage[] = [];
  for (let number = from; number <= Math.min(to, pdf.numPages); number++) {
    const page = await readPage(pdf, number, isTagged, seen, !raw.some(({ isPicture }) => isPicture));
    if (page) raw.push(page);
  }
  const pictures = raw.some(({ isPicture }) => isPicture);
  const main = mainFont(raw);
  return raw.map(({ segments, ...page }) => ({
    ...page,
    lines: toLines(segments, main),
    // The first page without text has been looked into: the others of a scan are like it.
    isPicture: segments.length === 0 && page.problem === undefined && pictures,
  }));
}

async function readPage(
  pdf: PDFDocumentProxy,
  number: number,
  isTagged: boolean,
  seen: Set<string>,
  isToLook: boolean,
): Promise<RawPage | undefined> {
  const base = { page: number, width: 0, height: 0, segments: [], isPicture: false, letters: 0 };
  try {
    const page = await pdf.getPage(number);
    const reference = page.ref ? `${page.ref.num} ${page.ref.gen}` : `page ${number}`;
    if (seen.has(reference)) return undefined;
    seen.add(reference);
    const read = await readText(page, isTagged);
    const isPicture = isToLook && read.segments.length === 0 && (await hasPicture(page));
    page.cleanup();
    const { matrix: _, ...text } = read;
    return { ...base, ...text, reference, isPicture };
  } catch (error) {
    return {
      ...base,
      reference: `page ${number}`,
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}

async function readText(page: PDFPageProxy, isTagged: boolean) {
  const content = await page.getTextContent({ includeMarkedContent: true, disableNormalization: true });
  const items = content.items as unknown as readonly ContentItem[];
  const monospaced = new Set(
    Object.entries(content.styles).flatMap(([name, style]) =>
      style.fontFamily === 'monospace' ? [name] : [],
    ),
  );
  const places = isTagged
    ? readStructure((await page.getStructTree().catch(() => null)) as StructureNode | null)
    : new Map();
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const sheet = uprightSheet(items, { width, height, matrix: transform as unknown as Matrix });
  const texts = items.filter((item): item is TextItem => 'str' in item);
  const letters = countLetters(texts.map(({ str }) => str).join(''));
  const read = (from: readonly ContentItem[]) =>
    toSegments(from, sheet.matrix, monospaced, tagReader(places));
  const segments = read(items);
  // Where nearly all is marked as an artifact, the marks are wrong.
  const kept = countLetters(segments.map(({ text }) => text).join(''));
  return { ...sheet, letters, segments: kept < 0.5 * letters ? read(texts) : segments };
}

// `OPS` of pdf.js: what paints a picture. Named here, since loading the table takes the library for drawing.
const PAINTS_PICTURE = new Set([83, 84, 85, 86, 87, 88, 89, 90]);

async function hasPicture(page: PDFPageProxy): Promise<boolean> {
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((operation) => PAINTS_PICTURE.has(operation));
}

/** The typeface of most letters. */
function mainFont(pages: readonly RawPage[]): string | undefined {
  const letters = new Map<string, number>();
  for (const { segments } of pages)
    for (const { font, text } of segments) letters.set(font, (letters.get(font) ?? 0) + text.length);
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0];
}
