import { type Captions, type Cue, inOrder, Problems } from './cue.ts';
import { itemsOf } from './json-items.ts';

/** Transcripts of podcasts as JSON (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md). Times in seconds. */
export function readPodcastJson(source: string): Captions {
  const { items: segments, problem } = itemsOf(source, 'segments');
  const problems = new Problems();
  if (problem !== undefined) problems.add(problem);
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
