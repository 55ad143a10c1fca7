import type { BookMetadata } from './metadata.ts';

/** The name of a book that is the same wherever its file lies, or `undefined`: then its bytes must name it. */
export function bookUri({ identifiers }: BookMetadata): string | undefined {
  const [first] = identifiers;
  const best =
    first && first.scheme !== 'other' ? first : identifiers.find(({ scheme }) => scheme === 'isbn');
  if (!best) return undefined;
  if (best.scheme === 'isbn' || best.scheme === 'uuid') return `urn:${best.scheme}:${best.value}`;
  return best.scheme === 'doi' ? `doi:${best.value}` : best.value;
}
