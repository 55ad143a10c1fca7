import type { JsonObject } from './json.ts';

/** What comes out of a collector. All of it is JSON. */
export interface Document {
  /** Stable for ever: `web:URL`, `youtube:ID`, `email:THREAD`, `book:urn:isbn:…`. The same id again replaces the document. */
  readonly id: string;
  /** GitHub-flavoured Markdown. */
  readonly text: string;
  readonly title?: string | undefined;
  /** Where a person would open it. */
  readonly url?: string | undefined;
  /** BCP 47, as in `en` or `pt-BR`. */
  readonly language?: string | undefined;
  readonly authors?: readonly string[] | undefined;
  /** ISO 8601, a date or a date with time, as exact as it is known. */
  readonly published?: string | undefined;
  readonly modified?: string | undefined;
  /** Where stretches of the text came from. Sorted by start; spans of one kind must not overlap. */
  readonly spans?: readonly Span[] | undefined;
  /** This document is a slice of another one's text. */
  readonly partOf?: { readonly id: string; readonly start: number; readonly end: number } | undefined;
  /** The collector's own fields, documented field by field in its README. */
  readonly metadata?: JsonObject | undefined;
}

/** A stretch of a document's text, in UTF-16 code units, `end` exclusive, with the place in the original that it came from. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly locator: Locator;
}

/** A place in an original: a stretch of time, a section, a page, a message of an archive. */
export type Locator =
  | {
      readonly kind: 'time';
      readonly startMs: number;
      readonly endMs: number;
      readonly speaker?: string | undefined;
    }
  | { readonly kind: 'section'; readonly path: readonly string[]; readonly href?: string | undefined }
  | { readonly kind: 'page'; readonly page: number; readonly label?: string | undefined }
  | {
      readonly kind: 'message';
      readonly messageId: string;
      readonly file: string;
      readonly byteStart: number;
      readonly byteEnd: number;
    };

/** Where a document came from: facts of the answer, nothing that depends on the run that delivered it. */
export interface Provenance {
  readonly pipeline: string;
  readonly collector: string;
  readonly revision: number;
  /** When the originals were retrieved, ISO 8601. A check that found them unchanged does not move it. */
  readonly retrieved: string;
  /** The originals: `sha256:…` of each. */
  readonly evidence: readonly string[];
}

/** A document on its way to the sinks. */
export interface Delivered extends Document {
  readonly provenance: Provenance;
}
