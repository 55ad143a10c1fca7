import { withoutControls } from '../book/marks.ts';
import { type BookMetadata, type Identifier, readIdentifier } from '../book/metadata.ts';
import type { OpenPdf } from './open.ts';
import type { Handle } from './pdfium.ts';
import { readXmp, type Xmp } from './xmp.ts';

/** An entry of the outline of a PDF, flat, with its depth from 1. */
export interface PdfOutlineEntry {
  readonly title: string;
  readonly depth: number;
  /** From 1; absent where it leads to no page. */
  readonly page?: number | undefined;
  /** Height on the page in points from its lower edge, where it is told. */
  readonly top?: number | undefined;
}

/** What a PDF says of itself. */
export interface PdfSurvey {
  readonly pages: number;
  readonly version: string | undefined;
  readonly metadata: BookMetadata;
  /** What the pages are called (ISO 32000-2, section 12.4.2), by place from 0. */
  readonly labels: readonly string[] | undefined;
  readonly outline: readonly PdfOutlineEntry[];
}

const MOST_ENTRIES = 5000;
const MOST_DEPTH = 12;

export function surveyPdf(pdf: OpenPdf): PdfSurvey {
  return {
    pages: pdf.pages,
    version: readVersion(pdf),
    metadata: readMetadata(pdf, readXmp(pdf.path)),
    labels: readLabels(pdf),
    outline: readOutline(pdf),
  };
}

/** As in `1.7`: PDFium has 17. */
function readVersion({ pdfium, document }: OpenPdf): string | undefined {
  const { call, scratch } = pdfium;
  if (call.FPDF_GetFileVersion(document, scratch) === 0) return undefined;
  const version = pdfium.int(scratch);
  return `${Math.floor(version / 10)}.${version % 10}`;
}

const MOST_LABELS = 20_000;

function readLabels({ pdfium, document, pages }: OpenPdf): readonly string[] | undefined {
  if (pages > MOST_LABELS) return undefined;
  const labels = Array.from({ length: pages }, (_, index) =>
    pdfium.text((buffer, bytes) => pdfium.call.FPDF_GetPageLabel(document, index, buffer, bytes)),
  );
  return labels.some((label) => label !== '') ? labels : undefined;
}

function readMetadata({ pdfium, document }: OpenPdf, xmp: Xmp): BookMetadata {
  const { call } = pdfium;
  const clean = (value: string | undefined) => {
    const text = withoutControls(value ?? '')
      .replace(/\s+/g, ' ')
      .trim();
    return text === '' ? undefined : text;
  };
  const info = (name: string) => {
    const tag = pdfium.put(new TextEncoder().encode(`${name}\0`));
    const value = pdfium.text((buffer, bytes) => call.FPDF_GetMetaText(document, tag, buffer, bytes));
    call.free(tag);
    return clean(value);
  };
  const list = (name: string, other: string | undefined, separator: RegExp) => {
    const values = (xmp.get(name) ?? []).flatMap((value) => clean(value) ?? []);
    return values.length > 0 ? values : (other?.split(separator) ?? []);
  };
  const first = (name: string) => clean(xmp.get(name)?.[0]);
  const identifiers: Identifier[] = ['prism:doi', 'pdfx:doi', 'prism:isbn', 'dc:identifier'].flatMap(
    (name) => {
      const value = first(name);
      const found = value === undefined ? undefined : readIdentifier(value);
      return found && found.scheme !== 'other' ? [found] : [];
    },
  );
  const subjects = [...(xmp.get('dc:subject') ?? []), ...(info('Keywords')?.split(/\s*[;,]\s*/) ?? [])];
  return {
    title: info('Title') ?? first('dc:title'),
    creators: list('dc:creator', info('Author'), /\s*;\s*/)
      .filter((name) => name !== '')
      .map((name) => ({ name, role: 'aut' })),
    series: [],
    publisher: first('dc:publisher'),
    published: pdfDate(info('CreationDate')) ?? first('xmp:CreateDate'),
    modified: pdfDate(info('ModDate')) ?? first('xmp:ModifyDate'),
    identifiers,
    language:
      clean(pdfium.text((buffer, bytes) => call.FPDFCatalog_GetLanguage(document, buffer, bytes))) ??
      first('dc:language'),
    subjects: [...new Set(subjects.flatMap((each) => clean(each) ?? []))],
    rights: first('dc:rights'),
    description: info('Subject') ?? first('dc:description'),
    producer: info('Producer'),
  };
}

/** `D:YYYYMMDDHHmmSSOHH'mm` as ISO 8601 (ISO 32000-2, section 7.9.4). */
function pdfDate(text: string | undefined): string | undefined {
  const found =
    /^(?:D:)?(\d{4})(\d{2})?(\d{2})?(?:(\d{2})(\d{2})(\d{2})?)?(?:(Z)|([+-])(\d{2})'?(\d{2})?'?)?/.exec(
      text ?? '',
    );
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, utc, sign, offsetHour, offsetMinute] = found;
  const date = [year, month, month && day].filter((part) => part !== undefined).join('-');
  if (hour === undefined || day === undefined) return date;
  const zone = utc ?? (sign === undefined ? '' : `${sign}${offsetHour}:${offsetMinute ?? '00'}`);
  return `${date}T${hour}:${minute}:${second ?? '00'}${zone}`;
}

function readOutline({ pdfium, document }: OpenPdf): readonly PdfOutlineEntry[] {
  const { call } = pdfium;
  const entries: PdfOutlineEntry[] = [];
  // A damaged outline may lead back to itself.
  const seen = new Set<Handle>();
  const visit = (parent: Handle, depth: number) => {
    for (
      let entry = call.FPDFBookmark_GetFirstChild(document, parent);
      entry !== 0 && !seen.has(entry) && entries.length < MOST_ENTRIES;
      entry = call.FPDFBookmark_GetNextSibling(document, entry)
    ) {
      seen.add(entry);
      const title = pdfium.text((buffer, bytes) => call.FPDFBookmark_GetTitle(entry, buffer, bytes));
      entries.push({
        title: withoutControls(title).replace(/\s+/g, ' ').trim(),
        depth,
        ...placeOf({ pdfium, document }, entry),
      });
      if (depth < MOST_DEPTH) visit(entry, depth + 1);
    }
  };
  visit(0, 1);
  return entries;
}

// `PDFACTION_GOTO` of public/fpdf_doc.h, and `PDFDEST_VIEW_*` beside it.
const GO_TO = 1;
const XYZ = 1;
const FIT_WIDTH = [3, 7];

function placeOf(
  { pdfium, document }: Pick<OpenPdf, 'pdfium' | 'document'>,
  entry: Handle,
): Pick<PdfOutlineEntry, 'page' | 'top'> {
  const { call, scratch } = pdfium;
  let destination = call.FPDFBookmark_GetDest(document, entry);
  if (destination === 0) {
    const action = call.FPDFBookmark_GetAction(entry);
    if (action !== 0 && call.FPDFAction_GetType(action) === GO_TO)
      destination = call.FPDFAction_GetDest(document, action);
  }
  const index = destination === 0 ? -1 : call.FPDFDest_GetDestPageIndex(document, destination);
  if (index < 0) return {};
  const view = call.FPDFDest_GetView(destination, scratch, scratch + 8);
  const page = index + 1;
  if (FIT_WIDTH.includes(view) && pdfium.int(scratch) > 0) return { page, top: pdfium.float(scratch + 8) };
  if (view !== XYZ) return { page };
  const [hasX, hasY, hasZoom, x, y, zoom] = [0, 8, 16, 24, 32, 40].map((at) => scratch + at) as Six;
  call.FPDFDest_GetLocationInPage(destination, hasX, hasY, hasZoom, x, y, zoom);
  return pdfium.int(hasY) === 0 ? { page } : { page, top: pdfium.float(y) };
}

type Six = [number, number, number, number, number, number];
