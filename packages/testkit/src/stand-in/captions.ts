import { joinWords, type SpokenWord } from './speech.ts';

/** Groups of words as SubRip (de facto) or WebVTT (W3C). */
export function captionsOf(format: 'srt' | 'vtt', cues: readonly (readonly SpokenWord[])[]): string {
  const blocks = cues.map(joinWords).map(({ text, startMs, endMs }, index) => {
    const times = `${timeOf(startMs, format)} --> ${timeOf(endMs, format)}\n${text}`;
    return format === 'srt' ? `${index + 1}\n${times}` : times;
  });
  return `${[...(format === 'vtt' ? ['WEBVTT'] : []), ...blocks].join('\n\n')}\n`;
}

/** `00:01:02,003` in SubRip, with a point in WebVTT. */
function timeOf(ms: number, format: 'srt' | 'vtt'): string {
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  );
  const rest = String(ms % 1000).padStart(3, '0');
  return `${hours}:${minutes}:${seconds}${format === 'srt' ? ',' : '.'}${rest}`;
}
