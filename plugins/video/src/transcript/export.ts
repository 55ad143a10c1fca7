import type { TranscriptForm } from './form.ts';
import type { Segment, Transcript } from './transcript.ts';

/** The field `subtitles` of the metadata, where it is asked for: the transcript as a file of captions. */
export function subtitlesOf(
  { segments }: Transcript,
  { subtitles, onlySpeakers }: TranscriptForm,
  language?: string,
): { readonly subtitles?: string } {
  if (subtitles === undefined) return {};
  const kept = segments.filter(
    ({ speaker }) => onlySpeakers === undefined || (speaker !== undefined && onlySpeakers.includes(speaker)),
  );
  return { subtitles: subtitles === 'vtt' ? toVtt({ segments: kept }, language) : toSrt({ segments: kept }) };
}

/** A transcript as WebVTT (https://www.w3.org/TR/webvtt1/). What has no times is left out. @param language BCP 47 */
export function toVtt({ segments }: Transcript, language?: string): string {
  const header = language === undefined ? 'WEBVTT' : `WEBVTT\nLanguage: ${language}`;
  const cues = timed(segments).map((segment) => {
    const { startMs, endMs, speaker } = segment;
    const voice = speaker === undefined ? '' : `<v ${escapeVtt(speaker.replaceAll(/[\s>]+/g, ' '))}>`;
    return `${vttTime(startMs)} --> ${vttTime(endMs)}\n${voice}${withTimes(segment)}`;
  });
  return `${[header, ...cues].join('\n\n')}\n`;
}

/** A transcript as SubRip. What has no times is left out. */
export function toSrt({ segments }: Transcript): string {
  const cues = timed(segments).map(({ startMs, endMs, text, speaker }, index) => {
    const name = speaker === undefined ? '' : `${speaker}: `;
    const line = `${name}${text}`.replaceAll(/\s+/g, ' ').replaceAll('-->', '->');
    return `${index + 1}\n${srtTime(startMs)} --> ${srtTime(endMs)}\n${line}\n`;
  });
  return cues.join('\n');
}

type Timed = Segment & { readonly startMs: number; readonly endMs: number };

function timed(segments: readonly Segment[]): readonly Timed[] {
  return segments.filter(
    (segment): segment is Timed =>
      segment.startMs !== undefined && segment.endMs !== undefined && segment.text.trim() !== '',
  );
}

/** Times before words, where they are known and the text is just these words. */
function withTimes({ text, words = [] }: Segment): string {
  const isWhole = words.length > 1 && words.map((word) => word.text).join(' ') === text;
  if (!isWhole) return escapeVtt(text);
  return words
    .map((word, index) => `${index === 0 ? '' : `<${vttTime(word.startMs)}>`}${escapeVtt(word.text)}`)
    .join(' ');
}

function escapeVtt(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function vttTime(ms: number): string {
  const parts = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60];
  const clock = parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  return `${clock}.${String(ms % 1000).padStart(3, '0')}`;
}

function srtTime(ms: number): string {
  return vttTime(ms).replace('.', ',');
}
