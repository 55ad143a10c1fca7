import type { Document, JsonValue } from '@bowerbird/core';
import { fromWhisper } from './language.ts';
import { documentId, documentTitle } from './media-source.ts';
import { DEFAULT_MODEL, languageOf, type OpenaiRequest } from './openai-request.ts';
import type { ModelPrice } from './prices.ts';
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
  readonly usage?: Usage | undefined;
}

type Usage =
  | { readonly type: 'duration'; readonly seconds: number }
  | { readonly type: 'tokens'; readonly input_tokens: number; readonly output_tokens: number };

/** The documents of a transcription: one, or none if nobody speaks. */
export function readTranscription(answer: JsonValue, asked: OpenaiRequest): readonly Document[] {
  const transcription = answer as unknown as Transcription;
  const { language: heard, duration, usage } = transcription;
  const { text, spans } = writeTranscript({ segments: segmentsOf(transcription) }, asked);
  if (text === '') return [];
  const seconds = duration ?? (usage?.type === 'duration' ? usage.seconds : undefined);
  const language = languageOf(asked) ?? (heard === undefined ? undefined : fromWhisper(heard));
  return [
    {
      id: documentId(asked),
      text,
      title: documentTitle(asked),
      language,
      ...(asked.published !== undefined && { published: asked.published }),
      ...(spans.length > 0 && { spans }),
      metadata: {
        provider: 'openai',
        model: asked.model ?? DEFAULT_MODEL,
        durationSeconds: seconds,
      },
    },
  ];
}

function segmentsOf({ text, segments = [] }: Transcription): readonly Segment[] {
  // Models that tell no times bring the text alone.
  if (segments.length === 0) return [{ text }];
  return segments.map((segment) => ({
    text: segment.text,
    startMs: Math.round(segment.start * 1000),
    endMs: Math.round(segment.end * 1000),
    ...(segment.speaker !== undefined && { speaker: segment.speaker }),
  }));
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
