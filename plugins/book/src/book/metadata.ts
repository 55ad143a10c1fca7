/** Who made a book, and as what. */
export interface Creator {
  readonly name: string;
  /** Code of the MARC relators: `aut`, `edt`, `trl`, `ill`. */
  readonly role?: string | undefined;
  readonly fileAs?: string | undefined;
}

export interface Identifier {
  readonly scheme: 'isbn' | 'doi' | 'uuid' | 'uri' | 'other';
  readonly value: string;
}

/** What a book says of itself. */
export interface BookMetadata {
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
  readonly creators: readonly Creator[];
  readonly series: readonly { readonly name: string; readonly position?: string | undefined }[];
  readonly publisher?: string | undefined;
  /** ISO 8601, as exact as the book is. */
  readonly published?: string | undefined;
  readonly modified?: string | undefined;
  /** The one that the book calls its own first. */
  readonly identifiers: readonly Identifier[];
  /** BCP 47. */
  readonly language?: string | undefined;
  readonly subjects: readonly string[];
  readonly rights?: string | undefined;
  readonly description?: string | undefined;
  /** The program that made the file. */
  readonly producer?: string | undefined;
}

export const NO_METADATA: BookMetadata = { creators: [], series: [], identifiers: [], subjects: [] };

/** What kind of identifier a text is. ISBN: ISO 2108, with its check digit; DOI: ISO 26324; UUID: RFC 9562. */
export function readIdentifier(text: string, scheme = ''): Identifier {
  const value = text.trim();
  const digits = value
    .replace(/^(?:urn:)?isbn(?:-1[03])?[:\s]*/i, '')
    .replace(/[-\s‐–]/g, '')
    .toUpperCase();
  if (
    isIsbn(digits) &&
    (/isbn/i.test(value) || /isbn|^(?:02|15)$/i.test(scheme) || digits.startsWith('97'))
  ) {
    return { scheme: 'isbn', value: digits };
  }
  const doi = /^(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|(?:urn:)?doi:\s*)?(10\.\d{4,9}\/\S+)$/i.exec(
    value,
  )?.[1];
  if (doi !== undefined) return { scheme: 'doi', value: doi.toLowerCase() };
  const uuid = /^(?:urn:uuid:)?\{?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\}?$/i.exec(value)?.[1];
  if (uuid !== undefined) return { scheme: 'uuid', value: uuid.toLowerCase() };
  if (/^(?:https?:\/\/[^\s/]+\.[^\s/]+\/\S|urn:[a-z0-9-]+:\S)/i.test(value)) return { scheme: 'uri', value };
  return { scheme: 'other', value };
}

function isIsbn(digits: string): boolean {
  if (/^97[89]\d{10}$/.test(digits)) {
    return (
      [...digits].reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 1 : 3), 0) % 10 === 0
    );
  }
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  return (
    [...digits].reduce((sum, digit, index) => sum + (digit === 'X' ? 10 : Number(digit)) * (10 - index), 0) %
      11 ===
    0
  );
}
