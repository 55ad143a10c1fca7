import type { Span } from '@bowerbird/core';
import { mediaExtension } from '../media-kind.ts';
import type { TranscriptForm } from './form.ts';
import { toParagraphs } from './paragraphs.ts';
import type { Chapter, Transcript } from './transcript.ts';

/** Where a transcript is written from. */
export interface Place {
  /** What the times lead to: the page of a video, or the media itself. Local files have none. */
  readonly url?: string | undefined;
}

/** A transcript as Markdown: a paragraph for each turn, with a span for what was said in it. */
export function writeTranscript(
  { segments, chapters = [] }: Transcript,
  { timestamps = true, chapterHeadings = true, onlySpeakers, speakerNames = {} }: TranscriptForm,
  { url }: Place = {},
): { readonly text: string; readonly spans: readonly Span[] } {
  const spans: Span[] = [];
  const ahead = chapterHeadings ? chapters.toSorted((a, b) => a.startMs - b.startMs) : [];
  const blocks: string[] = [];
  let length = 0;
  const add = (block: string): void => {
    length += (blocks.length === 0 ? 0 : 2) + block.length;
    blocks.push(block);
  };
  let spoke: string | undefined;
  for (const { text: said, startMs, endMs, speaker: label, isTurn } of toParagraphs(
    splitAt(segments, ahead),
  )) {
    const spoken = escapeMarkdown(said);
    const isAsked = onlySpeakers === undefined || (label !== undefined && onlySpeakers.includes(label));
    if (!isAsked || spoken === '') continue;
    for (const title of chaptersUntil(ahead, startMs)) add(`## ${escapeMarkdown(title)}`);
    const speaker = label === undefined ? undefined : (speakerNames[label] ?? label);
    const time = timestamps && startMs !== undefined ? `${timeLink(startMs, url)} ` : '';
    const name =
      speaker === undefined || (label === spoke && !isTurn) ? '' : `**${escapeMarkdown(speaker)}:** `;
    spoke = label;
    add(`${time}${name}${spoken}`);
    if (startMs === undefined || endMs === undefined) continue;
    const locator = { kind: 'time', startMs, endMs, ...(speaker !== undefined && { speaker }) } as const;
    spans.push({ start: length - spoken.length, end: length, locator });
  }
  return { text: blocks.join('\n\n'), spans };
}

// What begins a moment before its chapter belongs to it.
const EARLY_MS = 500;

/** A chapter begins a paragraph. */
function splitAt(segments: Transcript['segments'], chapters: readonly Chapter[]): Transcript['segments'] {
  if (chapters.length === 0) return segments;
  let next = 0;
  return segments.map((segment) => {
    const begun = next;
    while (next < chapters.length && (chapters[next]?.startMs ?? 0) <= (segment.startMs ?? 0) + EARLY_MS)
      next++;
    return next === begun ? segment : { ...segment, isTurn: true };
  });
}

/** Takes the chapters off that have begun. Of several only the last one, in which nothing was left out. */
function chaptersUntil(ahead: Chapter[], startMs = 0): readonly string[] {
  const begun = ahead.findIndex((chapter) => chapter.startMs > startMs + EARLY_MS);
  return ahead
    .splice(0, begun === -1 ? ahead.length : begun)
    .slice(-1)
    .map(({ title }) => title);
}

/** `[00:01:02](https://…&t=62)`, or without an address `[00:01:02]`. */
function timeLink(ms: number, url: string | undefined): string {
  return url === undefined ? `[${clock(ms)}]` : `[${clock(ms)}](${atTime(url, ms)})`;
}

/** The address of a moment: of a page by the parameter that players know, of media by a media fragment (https://www.w3.org/TR/media-frags/). */
export function atTime(url: string, ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const address = new URL(url);
  if (mediaExtension(address.pathname) !== undefined) address.hash = `t=${seconds}`;
  else address.searchParams.set('t', String(seconds));
  return address.href.replaceAll('(', '%28').replaceAll(')', '%29');
}

/** `00:01:02` */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

/** Speech as Markdown that shows just it: nothing in it is markup, and it is one line. */
export function escapeMarkdown(speech: string): string {
  return speech
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*<|]|~(?=~)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\[(?=[^\]]*\]\()|&(?=#?\w+;)/gu, '\\$&')
    .replace(/^(?:#{1,6}(?= |$)|[-+>=])/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?= |$)/, '$1\\$2');
}
