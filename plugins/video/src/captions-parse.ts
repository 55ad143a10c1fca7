import { readFile, stat } from 'node:fs/promises';
import type { CaptionFormat } from './formats/format.ts';
import { readCaptions } from './formats/read-captions.ts';
import { segmentsOf } from './transcript/from-cues.ts';
import type { Segment } from './transcript/transcript.ts';

/** What is to be read: a local file, or bytes that came. */
export type CaptionsInput = { readonly path: string } | { readonly bytes: Uint8Array };

/** Captions in the form that all transcripts share. */
export interface ReadCaptions {
  readonly format: CaptionFormat;
  readonly language?: string | undefined;
  readonly segments: readonly Segment[];
  /** What was wrong in the file and left out. */
  readonly problems: readonly string[];
}

export type CaptionsResult =
  | { readonly status: 'read'; readonly captions: ReadCaptions }
  | { readonly status: 'too-large' | 'no-captions' };

// A film has 100 kB of captions, with the times of all words 2 MB.
const MOST_BYTES = 32 * 1024 * 1024;

/** Runs in a worker: what is read here is foreign. */
export default async function readCaptionFile(input: CaptionsInput): Promise<CaptionsResult> {
  if ('path' in input && (await stat(input.path)).size > MOST_BYTES) return { status: 'too-large' };
  const bytes = 'path' in input ? await readFile(input.path) : input.bytes;
  if (bytes.length > MOST_BYTES) return { status: 'too-large' };
  const found = readCaptions(bytes);
  if (found === undefined) return { status: 'no-captions' };
  const { cues, format, language, problems } = found;
  return {
    status: 'read',
    captions: { format, segments: segmentsOf(cues), problems, ...(language && { language }) },
  };
}
