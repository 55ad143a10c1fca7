import { decodeHTML } from 'entities';
import { Parser } from 'htmlparser2';
import { type Captions, type Cue, inOrder, type Mark, Problems } from './cue.ts';
import { itemsOf } from './json-items.ts';

/** An event of YouTube's timed text, in its JSON form (`fmt=json3`). */
interface Event {
  readonly tStartMs?: number;
  readonly dDurationMs?: number;
  /** What it adds to a window is already there: a line feed between two lines. */
  readonly aAppend?: number;
  readonly segs?: readonly { readonly utf8?: string; readonly tOffsetMs?: number }[];
}

/**
 * YouTube's timed text as JSON (`json3`; no published standard: as yt-dlp and players take it). Events without segments describe windows; events with
 * `aAppend` bring the line feeds by which a rolling window moves on. Words have times of their own in automatic captions.
 */
export function readJson3(source: string): Captions {
  const { items, problem } = itemsOf(source, 'events');
  const events = items as readonly (Event | null)[];
  const problems = new Problems();
  if (problem !== undefined) problems.add(problem);
  const cues = events.flatMap((event, index): readonly Cue[] => {
    if (event === null || !Array.isArray(event?.segs)) return [];
    const { tStartMs: startMs, dDurationMs = 0, segs } = event;
    if (typeof startMs !== 'number') {
      problems.add(`event ${index + 1} has no time`);
      return [];
    }
    return asCue(
      startMs,
      dDurationMs,
      segs.map(({ utf8, tOffsetMs }: { utf8?: unknown; tOffsetMs?: unknown }) => ({
        text: typeof utf8 === 'string' ? utf8 : '',
        offsetMs: typeof tOffsetMs === 'number' ? tOffsetMs : 0,
      })),
    );
  });
  return { cues: untilNext(inOrder(cues)), problems: problems.list() };
}

/** YouTube's timed text as XML: `srv3` (paragraphs and words) and the older `srv1` (`<text start dur>`). */
export function readTimedText(source: string): Captions {
  const problems = new Problems();
  const cues: Cue[] = [];
  let open: { readonly startMs: number; readonly durationMs: number; readonly pieces: Piece[] } | undefined;
  let offsetMs = 0;
  let isOld = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'p' || name === 'text') {
          isOld = name === 'text';
          const scale = isOld ? 1000 : 1;
          const startMs = Math.round(Number(isOld ? attributes.start : attributes.t) * scale);
          const durationMs = Math.round(Number((isOld ? attributes.dur : attributes.d) ?? 0) * scale);
          if (Number.isFinite(startMs)) open = { startMs, durationMs: durationMs || 0, pieces: [] };
          else problems.add(`a <${name}> has no time`);
          offsetMs = 0;
        } else if (name === 's') offsetMs = Number(attributes.t ?? 0) || 0;
        else if (name === 'br') open?.pieces.push({ text: '\n', offsetMs });
      },
      ontext(text) {
        open?.pieces.push({ text, offsetMs });
      },
      onclosetag(name) {
        if ((name !== 'p' && name !== 'text') || open === undefined) return;
        const { startMs, durationMs, pieces } = open;
        cues.push(...asCue(startMs, durationMs, isOld ? unescaped(pieces) : pieces));
        open = undefined;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(source.replace(/^\ufeff/, ''));
  const found = inOrder(cues);
  if (found.length === 0) problems.add('the file has no captions');
  // What rolls is shown while the next line is spoken already.
  return { cues: isOld ? found : untilNext(found), problems: problems.list() };
}

/** The old form is escaped twice, and comes in parts. */
function unescaped(pieces: readonly Piece[]): readonly Piece[] {
  const text = pieces.map((piece) => piece.text).join('');
  return [{ text: decodeHTML(text).replaceAll(/<[^<>]*>/g, ''), offsetMs: 0 }];
}

interface Piece {
  readonly text: string;
  readonly offsetMs: number;
}

/** One event; none if it holds white space alone. */
function asCue(startMs: number, durationMs: number, pieces: readonly Piece[]): readonly Cue[] {
  let text = '';
  const marks: Mark[] = [];
  for (const piece of pieces) {
    if (piece.offsetMs > 0) marks.push({ at: text.length, startMs: startMs + piece.offsetMs });
    text += piece.text.replaceAll('\u200b', '');
  }
  if (text.trim() === '') return [];
  return [{ startMs, endMs: startMs + durationMs, text, ...(marks.length > 0 && { marks }) }];
}

/** Lines of a rolling window overlap: one is spoken until the next one begins. Only where words have times, so that it is known to roll. */
function untilNext(cues: readonly Cue[]): readonly Cue[] {
  if (!cues.some(({ marks }) => marks !== undefined)) return cues;
  return cues.map((cue, index) => {
    const next = cues[index + 1]?.startMs ?? cue.endMs;
    return next < cue.endMs && next > cue.startMs ? { ...cue, endMs: next } : cue;
  });
}
