import { type Captions, type Cue, inOrder, Problems } from './cue.ts';

/** Transcripts of podcasts as JSON (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md). Times in seconds. */
export function readPodcastJson(source: string): Captions {
  let segments: readonly unknown[];
  try {
    const parsed = JSON.parse(source.replace(/^\ufeff/, '')) as { readonly segments?: unknown };
    if (!Array.isArray(parsed?.segments)) return { cues: [], problems: ['the JSON has no "segments"'] };
    segments = parsed.segments;
  } catch (error) {
    return { cues: [], problems: [`the file is no JSON: ${(error as Error).message}`] };
  }
  const problems = new Problems();
  const cues = segments.flatMap((segment, index): readonly Cue[] => {
    const { startTime, endTime, body, speaker } = (segment ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof startTime !== 'number' || typeof body !== 'string') {
      problems.add(`segment ${index + 1} has no startTime or no body`);
      return [];
    }
    if (body.trim() === '') return [];
    const startMs = Math.round(startTime * 1000);
    const endMs = typeof endTime === 'number' ? Math.round(endTime * 1000) : startMs;
    return [
      { startMs, endMs, text: body, ...(typeof speaker === 'string' && speaker !== '' && { speaker }) },
    ];
  });
  return { cues: inOrder(cues), problems: problems.list() };
}
