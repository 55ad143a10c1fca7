import { withoutControls } from '../book/marks.ts';
import { type BookMetadata, type Identifier, readIdentifier } from '../book/metadata.ts';
import type { PDFDocumentProxy } from './open.ts';

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
  readonly warnings: readonly string[];
}

const MOST_ENTRIES = 5000;
const MOST_DEPTH = 12;

export async function surveyPdf(pdf: PDFDocumentProxy): Promise<PdfSurvey> {
  const warnings: string[] = [];
  const about = await pdf.getMetadata().catch(() => undefined);
  const labels = pdf.numPages > 20_000 ? undefined : await pdf.getPageLabels().catch(() => null);
  return {
    pages: pdf.numPages,
    version: (about?.info as { PDFFormatVersion?: string } | undefined)?.PDFFormatVersion,
    metadata: readMetadata(about?.info as Record<string, unknown> | undefined, about?.metadata),
    labels: labels ?? undefined,
    outline: await readOutline(pdf, warnings),
    warnings,
  };
}

interface Xmp {
  get(name: string): unknown;
}

function readMetadata(
  info: Readonly<Record<string, unknown>> | undefined,
  xmp: Xmp | null | undefined,
): BookMetadata {
  const text = (value: unknown): string | undefined => {
    const first = Array.isArray(value) ? value[0] : value;
    const clean = typeof first === 'string' ? withoutControls(first).replace(/\s+/g, ' ').trim() : '';
    return clean === '' ? undefined : clean;
  };
  const list = (value: unknown): readonly string[] =>
    Array.isArray(value) ? value.flatMap((each) => text(each) ?? []) : (text(value)?.split(/\s*;\s*/) ?? []);
  const authors = list(xmp?.get('dc:creator')).length > 0 ? list(xmp?.get('dc:creator')) : list(info?.Author);
  const identifiers: Identifier[] = ['prism:doi', 'pdfx:doi', 'prism:isbn', 'dc:identifier'].flatMap(
    (name) => {
      const value = text(xmp?.get(name));
      const found = value === undefined ? undefined : readIdentifier(value);
      return found && found.scheme !== 'other' ? [found] : [];
    },
  );
  return {
    title: text(info?.Title) ?? text(xmp?.get('dc:title')),
    creators: authors.filter((name) => name !== '').map((name) => ({ name, role: 'aut' })),
    series: [],
    publisher: text(xmp?.get('dc:publisher')),
    published: pdfDate(text(info?.CreationDate)) ?? text(xmp?.get('xmp:createdate')),
    modified: pdfDate(text(info?.ModDate)) ?? text(xmp?.get('xmp:modifydate')),
    identifiers,
    language: text(info?.Language) ?? text(xmp?.get('dc:language')),
    subjects: [
      ...new Set([...list(xmp?.get('dc:subject')), ...(text(info?.Keywords)?.split(/\s*[;,]\s*/) ?? [])]),
    ].filter((each) => each !== ''),
    rights: text(xmp?.get('dc:rights')),
    description: text(info?.Subject) ?? text(xmp?.get('dc:description')),
    producer: text(info?.Producer),
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

interface OutlineNode {
  readonly title: string;
  readonly dest: string | readonly unknown[] | null;
  readonly items: readonly OutlineNode[];
}

async function readOutline(pdf: PDFDocumentProxy, warnings: string[]): Promise<readonly PdfOutlineEntry[]> {
  const roots = (await pdf.getOutline().catch((error: unknown) => {
    warnings.push(`its outline cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  })) as readonly OutlineNode[] | null;
  const entries: PdfOutlineEntry[] = [];
  const visit = async (nodes: readonly OutlineNode[], depth: number) => {
    for (const { title, dest, items } of nodes) {
      if (entries.length >= MOST_ENTRIES) return;
      const clean = withoutControls(title).replace(/\s+/g, ' ').trim();
      entries.push({ title: clean, depth, ...(await placeOf(pdf, dest)) });
      if (depth < MOST_DEPTH) await visit(items, depth + 1);
    }
  };
  await visit(roots ?? [], 1);
  return entries;
}

async function placeOf(
  pdf: PDFDocumentProxy,
  dest: OutlineNode['dest'],
): Promise<Pick<PdfOutlineEntry, 'page' | 'top'>> {
  try {
    const explicit = typeof dest === 'string' ? await pdf.getDestination(dest) : dest;
    const [page, kind, ...rest] = (explicit ?? []) as readonly unknown[];
    const index =
      typeof page === 'number'
        ? page
        : page === undefined || page === null
          ? undefined
          : await pdf.getPageIndex(page as never);
    const name = (kind as { name?: string } | undefined)?.name;
    const top = name === 'XYZ' ? rest[1] : name === 'FitH' || name === 'FitBH' ? rest[0] : undefined;
    return index === undefined ? {} : { page: index + 1, ...(typeof top === 'number' && { top }) };
  } catch {
    return {};
  }
}
