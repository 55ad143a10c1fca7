// Runs in a worker.
import type { Delivered } from '@bowerbird/core';
import { detectorOf } from './redact/detectors.ts';
import type { Detector } from './redact/match.ts';
import type { RedactOptions } from './redact/options.ts';
import { type Found, Redactor } from './redact/redact.ts';

/** A document, and what of it is to be hidden. */
export interface RedactInput {
  readonly document: Delivered;
  readonly options: RedactOptions;
}

/** The document with placeholders, and how much was found. */
export interface Redacted {
  readonly document: Delivered;
  readonly found: readonly Found[];
}

// Patterns are compiled once.
const detectors = new Map<string, Promise<Detector>>();

export default async function redact({ document, options }: RedactInput): Promise<Redacted> {
  const key = JSON.stringify(options);
  const detector = detectors.get(key) ?? detectorOf(options);
  detectors.set(key, detector);
  const redactor = new Redactor(await detector);
  return { document: redactor.document(document), found: redactor.found };
}
