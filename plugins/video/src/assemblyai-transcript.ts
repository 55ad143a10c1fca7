import type { Document, JsonObject, JsonValue } from '@bowerbird/core';
import type { AssemblyaiRequest } from './assemblyai-request.ts';
import { fromAssemblyai } from './language.ts';
import { documentId, documentTitle, isFile } from './media-source.ts';
import { type Chapter, joinPieces, type Turn, writeTurns } from './turns.ts';

/** A word, or what a speaker says in one go. Times in milliseconds. */
interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly speaker?: string | null | undefined;
}

/** What is read of a transcript of AssemblyAI. */
interface Transcript {
  readonly text?: string | null | undefined;
  readonly words?: readonly Piece[] | null | undefined;
  readonly utterances?: readonly Piece[] | null | undefined;
  readonly chapters?: readonly (JsonObject & { readonly headline: string; readonly start: number })[] | null;
  readonly language_code?: string | null | undefined;
  readonly language_confidence?: number | null | undefined;
  readonly confidence?: number | null | undefined;
  readonly audio_duration?: number | null | undefined;
  readonly speech_model_used?: string | null | undefined;
}

/** The documents of a transcript: one, or none if nobody speaks. */
export function readTranscript(answer: JsonValue, asked: AssemblyaiRequest): readonly Document[] {
  const transcript = answer as unknown as Transcript;
  const turns = turnsOf(transcript);
  const chapters = (transcript.chapters ?? []).map(chapterOf);
  const { text, spans } = writeTurns(turns, asked, asked.chapterHeadings === false ? [] : chapters);
  if (text === '') return [];
  const code = transcript.language_code ?? undefined;
  return [
    {
      id: documentId(asked),
      text,
      title: documentTitle(asked),
      ...(!isFile(asked) && { url: asked.url }),
      language: code === undefined ? undefined : fromAssemblyai(code),
      ...(spans.length > 0 && { spans }),
      metadata: metadataOf(transcript, turns, asked),
    },
  ];
}

function turnsOf({ text, words, utterances }: Transcript): readonly Turn[] {
  if (utterances && utterances.length > 0) return utterances.map(turnOf);
  if (words && words.length > 0) return joinPieces(words.map(turnOf));
  return text ? [{ text }] : [];
}

function turnOf({ text, start, end, speaker }: Piece): Turn {
  return { text, startMs: start, endMs: end, speaker: speaker ?? undefined };
}

function chapterOf({ headline, start }: { readonly headline: string; readonly start: number }): Chapter {
  return { title: headline, startMs: start };
}

function metadataOf(
  { audio_duration, confidence, language_confidence, speech_model_used, chapters }: Transcript,
  turns: readonly Turn[],
  { speakerNames = {}, onlySpeakers }: AssemblyaiRequest,
): JsonObject {
  const labels = new Set(turns.flatMap(({ speaker }) => (speaker === undefined ? [] : [speaker])));
  const kept = [...labels].filter((label) => onlySpeakers?.includes(label) ?? true);
  return {
    provider: 'assemblyai',
    model: speech_model_used ?? undefined,
    durationSeconds: audio_duration ?? undefined,
    confidence: confidence ?? undefined,
    languageConfidence: language_confidence ?? undefined,
    ...(kept.length > 0 && { speakers: kept.map((label) => speakerNames[label] ?? label) }),
    ...(chapters && {
      chapters: chapters.map(({ headline, gist, summary, start, end }) => ({
        headline,
        gist,
        summary,
        startMs: start,
        endMs: end,
      })),
    }),
  };
}

/** A transcript as it is kept: all of it but the words of the utterances, which it has a second time. */
export function keptTranscript(transcript: JsonObject): JsonObject {
  const { utterances } = transcript;
  if (!Array.isArray(utterances) || !Array.isArray(transcript.words)) return transcript;
  return { ...transcript, utterances: utterances.map(({ words: _, ...utterance }: JsonObject) => utterance) };
}
