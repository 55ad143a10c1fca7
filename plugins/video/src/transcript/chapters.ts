import { fold } from './from-cues.ts';
import type { Chapter } from './transcript.ts';

const TIME = String.raw`(?:(\d{1,2}):)?(\d{1,2}):(\d{2})`;
// "0:00 Intro", "[00:01:02] - Intro", "Intro (1:02)"; list marks before it.
const BEFORE = new RegExp(
  String.raw`^\s*(?:[-*•–]\s*|\d{1,3}[.)]\s+)?[[(]?${TIME}[\])]?(?:\s*[-–—]\s*${TIME})?\s*[-–—:|.]*\s*(\S.*)$`,
  'u',
);
const AFTER = new RegExp(
  String.raw`^\s*(?:[-*•–]\s*|\d{1,3}[.)]\s+)?(\S.*?)\s*[-–—:|]*\s*[[(]?${TIME}[\])]?\s*$`,
  'u',
);

/**
 * Chapters out of the times in a description: at least three lines with a time and a title, the first at 0:00, each after the one before, as YouTube asks for
 * (https://support.google.com/youtube/answer/9884579).
 */
export function chaptersOfDescription(description: string): readonly Chapter[] {
  const chapters: Chapter[] = [];
  for (const line of description.split('\n')) {
    const chapter = line.length > 300 ? undefined : chapterOf(line);
    if (chapter === undefined) continue;
    const last = chapters.at(-1);
    if (last === undefined ? chapter.startMs !== 0 : chapter.startMs <= last.startMs) continue;
    chapters.push(chapter);
  }
  return chapters.length >= 3 ? chapters : [];
}

function chapterOf(line: string): Chapter | undefined {
  const before = BEFORE.exec(line);
  if (before) return made(before[7], before[1], before[2], before[3]);
  const after = AFTER.exec(line);
  return after ? made(after[1], after[2], after[3], after[4]) : undefined;
}

function made(title = '', hours = '0', minutes = '0', seconds = '0'): Chapter | undefined {
  const startMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  const folded = fold(title);
  return Number(seconds) > 59 || folded === '' ? undefined : { title: folded, startMs };
}

/** Chapters as yt-dlp and ffprobe tell them. Times in seconds. */
export function chaptersOf(told: unknown): readonly Chapter[] {
  if (!Array.isArray(told)) return [];
  return told.flatMap((chapter): readonly Chapter[] => {
    const { title, start_time: start, end_time: end } = (chapter ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof title !== 'string' || fold(title) === '' || !Number.isFinite(Number(start))) return [];
    const startMs = Math.round(Number(start) * 1000);
    const endMs =
      Number.isFinite(Number(end)) && end !== undefined ? Math.round(Number(end) * 1000) : undefined;
    return [{ title: fold(title), startMs, ...(endMs !== undefined && { endMs }) }];
  });
}
