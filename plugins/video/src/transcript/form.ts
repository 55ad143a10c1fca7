import * as z from 'zod/mini';

/** How a transcript is written down. It costs nothing, so it can be changed at any time. */
export interface TranscriptForm {
  /** `[00:01:02]` before each paragraph, as a link where there is an address; default `true`. */
  readonly timestamps?: boolean | undefined;
  /** Headings for chapters; default `true`. */
  readonly chapterHeadings?: boolean | undefined;
  /** These speakers alone, by the names or labels of the source. */
  readonly onlySpeakers?: readonly string[] | undefined;
  /** Names by label. */
  readonly speakerNames?: Readonly<Record<string, string>> | undefined;
  /** The whole as a file of captions too, in `metadata.subtitles`. */
  readonly subtitles?: 'vtt' | 'srt' | undefined;
}

const text = z.string().check(z.minLength(1));

/** The fields of the form in the schema of a request. */
export const formFields = {
  timestamps: z
    .optional(z.boolean())
    .check(
      z.describe(
        'The time before each paragraph, as a link where there is an address; default: true. Free to change',
      ),
    ),
  chapterHeadings: z
    .optional(z.boolean())
    .check(z.describe('Headings for chapters; default: true. Free to change')),
  onlySpeakers: z
    .optional(z.array(text))
    .check(z.describe('Labels of the speakers to keep, such as A. Free to change')),
  speakerNames: z.optional(z.record(text, text)).check(z.describe('Names by label. Free to change')),
  subtitles: z
    .optional(z.enum(['vtt', 'srt']))
    .check(z.describe('Write it as WebVTT or SubRip too, into metadata.subtitles. Free to change')),
};

/** What of the form names the documents: all that is not at its default. */
export function formIdentity({
  timestamps,
  chapterHeadings,
  onlySpeakers,
  speakerNames,
  subtitles,
}: TranscriptForm) {
  const named = speakerNames !== undefined && Object.keys(speakerNames).length > 0;
  return {
    ...(timestamps === false && { timestamps }),
    ...(chapterHeadings === false && { chapterHeadings }),
    ...(onlySpeakers !== undefined && { onlySpeakers: [...new Set(onlySpeakers)].sort() }),
    ...(named && { speakerNames }),
    ...(subtitles !== undefined && { subtitles }),
  };
}
