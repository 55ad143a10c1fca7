import type { Document, JsonValue } from '@bowerbird/core';
import { fromWhisper } from './language.ts';
import { DEFAULT_MODEL, languageOf, type OpenaiRequest, pieceId, pieceTitle } from './openai-request.ts';
import { ownSegments } from './pieces/own.ts';
import type { ModelPrice } from './prices.ts';
import { subtitlesOf } from './transcript/export.ts';
import { writeTranscript } from './transcript/markdown.ts';
import type { Segment } from './transcript/transcript.ts';

/** What is read of an answer of OpenAI, in any of its formats. Times in seconds. */
export interface Transcription {
  readonly text: string;
  /** In English. */
  readonly language?: string | undefined;
  readonly duration?: number | undefined;
  readonly segments?: readonly {
    readonly text: string;
    readonly start: number;
    readonly end: number;
    readonly speaker?: string | undefined;
  }[];
  readonly words?: readonly { readonly word: string; readonly start: number; readonly end: number }[];
  readonly usage?: Usage | undefined;
}

type Usage =
  | { readonly type: 'duration'; readonly seconds: number }
  | { readonly type: 'tokens'; readonly input_tokens: number; readonly output_tokens: number };

/** The documents of a transcription: one, or none if nobody speaks. */
export function readTranscription(answer: JsonValue, asked: OpenaiRequest): readonly Document[] {
  const transcription = answer as unknown as Transcription;
  const { language: heard, duration, usage } = transcription;
  const { piece } = asked;
  const heardSegments = segmentsOf(transcription);
  const transcript = { segments: piece ? ownSegments(heardSegments, piece) : heardSegments };
  const { text, spans } = writeTranscript(transcript, asked);
  if (text === '') return [];
  const seconds = duration ?? (usage?.type === 'duration' ? usage.seconds : undefined);
  const language = languageOf(asked) ?? (heard === undefined ? undefined : fromWhisper(heard));
  return [
    {
      id: pieceId(asked),
      text,
      title: pieceTitle(asked),
      language,
      ...(asked.published !== undefined && { published: asked.published }),
      ...(spans.length > 0 && { spans }),
      metadata: {
        provider: 'openai',
        model: asked.model ?? DEFAULT_MODEL,
        durationSeconds: seconds,
        ...(piece && { piece: { ...piece } }),
        ...subtitlesOf(transcript, asked, language),
      },
    },
  ];
}

function segmentsOf({ text, segments = [], words = [] }: Transcription): readonly Segment[] {
  // Models that tell no times bring the text alone.
  if (segments.length === 0) return [{ text }];
  const timed = words.map(({ word, start, end }) => ({ text: word, startMs: toMs(start), endMs: toMs(end) }));
  let next = 0;
  return segments.map((segment, index) => {
    const first = next;
    const until = toMs(segments[index + 1]?.start ?? Number.POSITIVE_INFINITY);
    while (next < timed.length && (timed[next]?.startMs ?? 0) < until) next++;
    const own = timed.slice(first, next);
    return {
      text: segment.text,
      startMs: toMs(segment.start),
      endMs: toMs(segment.end),
      ...(segment.speaker !== undefined && { speaker: segment.speaker }),
      ...(own.length > 0 && { words: own }),
    };
  });
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** What was charged, in US dollars, or `undefined` where the answer does not tell. */
export function chargedBy(usage: Usage | undefined, price: ModelPrice): number | undefined {
  if (usage?.type === 'duration') return (usage.seconds / 60) * price.minute;
  const { inputTokens, outputTokens } = price;
  if (usage?.type !== 'tokens' || inputTokens === undefined || outputTokens === undefined) return undefined;
  return (usage.input_tokens * inputTokens + usage.output_tokens * outputTokens) / 1e6;
}

// A tenth of a second of audio is a token; nobody speaks more than so many tokens a second.
const AUDIO_TOKENS_PER_SECOND = 10;
const SPOKEN_TOKENS_PER_SECOND = 10;
// What a model answers at most where it talks to itself.
const MOST_OUTPUT_TOKENS = 2000;

/** What is charged at most. @param prompt bytes of text that go with it: no token is less than one */
export function mostCharged(seconds: number, prompt: number, price: ModelPrice): number {
  const byMinute = (seconds / 60) * price.minute;
  const { inputTokens, outputTokens } = price;
  if (inputTokens === undefined || outputTokens === undefined) return byMinute;
  const input = seconds * AUDIO_TOKENS_PER_SECOND + prompt;
  const output = Math.max(MOST_OUTPUT_TOKENS, seconds * SPOKEN_TOKENS_PER_SECOND);
  return Math.max(byMinute, (input * inputTokens + output * outputTokens) / 1e6);
}
