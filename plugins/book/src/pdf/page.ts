/** A stretch of text on one line without a wide gap in it. In points, from the upper left corner of the page as it is read. */
export interface Segment {
  readonly x: number;
  readonly right: number;
  /** The line that the letters stand on. */
  readonly baseline: number;
  /** Of the letters, in points. */
  readonly size: number;
  readonly text: string;
  readonly font: string;
  readonly isMono: boolean;
  readonly isBold: boolean;
  /** Gaps in it that are wider than between words, though not wide: a gutter between columns may be so narrow. */
  readonly gaps: readonly Gap[];
  /** Of a tagged PDF: the element of the structure that it belongs to. */
  readonly tag?: TagPlace | undefined;
}

/** A gap in a segment, and where in its text it is. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** Where a text is in the structure of a tagged PDF. */
export interface TagPlace {
  /** `H1`, `P`, `LI`, `TD` … (ISO 32000-2, section 14.8.4). */
  readonly role: string;
  /** The number of the element on its page: texts of one element belong together. */
  readonly element: number;
  /** Of a cell: its table, row and column on the page. */
  readonly cell?: { readonly table: number; readonly row: number; readonly column: number } | undefined;
}

/** A piece of a line. */
export interface Cell {
  readonly x: number;
  readonly right: number;
  readonly text: string;
}

/** A line of a page, in reading order. */
export interface Line {
  readonly x: number;
  readonly right: number;
  readonly baseline: number;
  readonly size: number;
  readonly text: string;
  /** Set in another typeface than most of the text. */
  readonly isOther: boolean;
  readonly isMono: boolean;
  readonly isBold: boolean;
  /** The column of the page that it stands in, counted over the page: a new one is a new beginning. */
  readonly column: number;
  /** Where it has gaps wider than between words: the pieces between them. */
  readonly cells?: readonly Cell[] | undefined;
  readonly tag?: TagPlace | undefined;
}

/** What was read of one page. */
export interface PdfPage {
  /** From 1. */
  readonly page: number;
  /** What identifies it in the file: a page may be listed twice. */
  readonly reference: string;
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  /** Without text, but with a picture. */
  readonly isPicture: boolean;
  /** Letters of its text, also those that are left out as artifacts. */
  readonly letters: number;
  readonly problem?: string | undefined;
}
