import type { Span } from './document.ts';
import { findNotJson } from './json.ts';

const TEXT_FIELDS = ['title', 'url', 'language', 'published', 'modified'] as const;

/** What is wrong with something that claims to be a document, or `undefined`. The runner asks it of whatever a collector brings. */
export function findDocumentProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not an object';
  const document = value as Readonly<Record<string, unknown>>;
  if (typeof document.id !== 'string' || document.id === '') return 'it has no id';
  if (typeof document.text !== 'string') return `${document.id}: its text is not a string`;
  const lost = findNotJson(value);
  if (lost) return `${document.id}: ${lost}`;
  for (const field of TEXT_FIELDS) {
    if (document[field] !== undefined && typeof document[field] !== 'string')
      return `${document.id}: its ${field} is not a string`;
  }
  if (document.authors !== undefined && !isStrings(document.authors))
    return `${document.id}: its authors are not an array of strings`;
  const wrong =
    document.spans === undefined ? undefined : findSpanProblem(document.spans, document.text.length);
  return wrong && `${document.id}: ${wrong}`;
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function findSpanProblem(spans: unknown, length: number): string | undefined {
  if (!Array.isArray(spans)) return 'its spans are not an array';
  let before = 0;
  const ends = new Map<string, number>();
  for (const [index, span] of (spans as readonly (Span | null | undefined)[]).entries()) {
    if (typeof span !== 'object' || span === null) return `spans[${index}] is not an object`;
    const { start, end, locator } = span;
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > length) {
      return `spans[${index}] (${start} to ${end}) is not inside the text (0 to ${length})`;
    }
    if (start < before) return `spans[${index}] starts before the span ahead of it: spans must be sorted`;
    if (start < (ends.get(locator?.kind) ?? 0))
      return `spans[${index}] overlaps another span of kind ${locator.kind}`;
    before = start;
    ends.set(locator?.kind, end);
  }
  return undefined;
}
