import type { Document, JsonObject, JsonValue } from '@bowerbird/core';
import type { AssemblyaiRequest } from './assemblyai-request.ts';
import type { VideoFacts } from './captions/site-facts.ts';
import { fromAssemblyai } from './language.ts';
import { documentId, documentTitle, isFile } from './media-source.ts';
import { toCues } from './transcript/cues.ts';
import { subtitlesOf } from './transcript/export.ts';
import { writeTranscript } from './transcript/markdown.ts';
import { type Segment, speakersOf, type Transcript } from './transcript/transcript.ts';

/** A word, or what a speaker says in one go. Times in milliseconds. */
interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly speaker?: string | null | undefined;
}

/** What is read of an answer of AssemblyAI. */
interface Answer {
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

/** The documents of a transcript: one, or none if nobody speaks. @param site what the site of a video tells */
export function readTranscript(
  answer: JsonValue,
  asked: AssemblyaiRequest,
  site: Partial<VideoFacts> = {},
): readonly Document[] {
  const told = answer as unknown as Answer;
  const heard = transcriptOf(told);
  // Who made it knows best where its chapters begin.
  const transcript = site.chapters?.length ? { ...heard, chapters: site.chapters } : heard;
  const url = isFile(asked) ? undefined : (site.url ?? asked.url);
  const { text, spans } = writeTranscript(transcript, asked, { url });
  if (text === '') return [];
  const code = told.language_code ?? undefined;
  const language = code === undefined ? undefined : fromAssemblyai(code);
  const published = asked.published ?? site.published;
  return [
    {
      id: site.id ?? documentId(asked),
      text,
      title: asked.title ?? site.title ?? documentTitle(asked),
      ...(url !== undefined && { url }),
      language,
      ...(site.authors?.length && { authors: site.authors }),
      ...(published !== undefined && { published }),
      ...(spans.length > 0 && { spans }),
      metadata: {
        ...site.info,
        ...metadataOf(told, transcript, asked),
        ...subtitlesOf({ segments: toCues(transcript.segments) }, asked, language),
      },
    },
  ];
}

/** An answer in the form that all transcripts share. */
function transcriptOf(answer: Answer): Transcript {
  const chapters = (answer.chapters ?? []).map(({ headline, start }) => ({
    title: headline,
    startMs: start,
  }));
  return { segments: segmentsOf(answer), chapters };
}

function segmentsOf({ text, words, utterances }: Answer): readonly Segment[] {
  // Words tell most, and who speaks as well. What comes without words has its turns all the same.
  if (words && words.length > 0 && (!utterances?.length || words.some(({ speaker }) => speaker))) {
    return words.map(segmentOf);
  }
  if (utterances && utterances.length > 0) return utterances.map(segmentOf);
  return text ? [{ text }] : [];
}

function segmentOf({ text, start, end, speaker }: Piece): Segment {
  return { text, startMs: Math.round(start), endMs: Math.round(end), ...(speaker && { speaker }) };
}

function metadataOf(
  { audio_duration, confidence, language_confidence, speech_model_used, chapters }: Answer,
  transcript: Transcript,
  { speakerNames = {}, onlySpeakers }: AssemblyaiRequest,
): JsonObject {
  const kept = speakersOf(transcript).filter((label) => onlySpeakers?.includes(label) ?? true);
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
