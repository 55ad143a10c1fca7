import type { JsonObject } from '@bowerbird/core';
import { joinWords, type Speech, type SpokenWord, sentencesOf, turnsOf } from '../speech.ts';
import type { TranscriptParams } from './params.ts';

/** A transcript as the provider holds it. */
export interface StoredTranscript {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly created: number;
  readonly params: TranscriptParams;
  readonly speech: Speech;
  /** It ends in this error. */
  readonly error: string | undefined;
  /** How many polls find it unfinished yet. */
  pollsLeft: number;
  /** How many lists leave it out yet. */
  listsLeft: number;
  /** Epoch milliseconds. */
  completed: number | undefined;
  deleted: boolean;
}

/** `queued`, then at the last poll before its end `processing`, then `completed` or `error`. */
export function statusOf({ completed, error, pollsLeft }: StoredTranscript): string {
  if (completed !== undefined) return error === undefined ? 'completed' : 'error';
  return pollsLeft > 0 ? 'queued' : 'processing';
}

/** The schema `Transcript`. What AssemblyAI leaves at null until it is finished is null here too. */
export function transcriptBody(stored: StoredTranscript): JsonObject {
  const { id, params, speech, error, deleted } = stored;
  const status = statusOf(stored);
  const isReadable = status === 'completed' && !deleted;
  const { audio_url: url, language_detection: detects = false, ...asked } = params;
  return {
    acoustic_model: 'assemblyai_default',
    auto_highlights: false,
    format_text: true,
    language_model: 'assemblyai_default',
    punctuate: true,
    redact_pii: false,
    speaker_labels: false,
    speech_model: null,
    summarization: false,
    webhook_auth: false,
    webhook_status_code: null,
    webhook_url: null,
    ...asked,
    id,
    status,
    audio_url: deleted ? 'http://deleted_by_user' : url,
    language_code: params.language_code ?? (detects ? 'en' : 'en_us'),
    language_codes: null,
    language_confidence: detects && isReadable ? 0.99 : null,
    language_confidence_threshold: null,
    language_detection: detects,
    ...(isReadable ? heard(speech, params.speaker_labels === true) : unheard(deleted)),
    ...(status === 'error' && { error }),
    ...(deleted && { is_deleted: true }),
  };
}

function heard(speech: Speech, hasSpeakers: boolean): JsonObject {
  return {
    text: speech.text,
    words: speech.words.map((word) => pieceBody(word, hasSpeakers)),
    utterances: hasSpeakers ? turnsOf(speech.words).map((turn) => groupBody(turn, true)) : null,
    confidence: confidenceOf(speech.words),
    audio_duration: Math.ceil(speech.seconds),
  };
}

function unheard(deleted: boolean): JsonObject {
  return {
    text: deleted ? 'Deleted by user.' : null,
    words: null,
    utterances: null,
    confidence: null,
    audio_duration: null,
  };
}

/** The schemas `SentencesResponse` and `ParagraphsResponse`: three sentences are a paragraph. */
export function piecesBody({ id, speech, params }: StoredTranscript, kind: string): JsonObject {
  const sentences = sentencesOf(speech.words);
  const pieces =
    kind === 'sentences'
      ? sentences
      : sentences.flatMap((_, at) => (at % 3 === 0 ? [sentences.slice(at, at + 3).flat()] : []));
  return {
    id,
    [kind]: pieces.map((words) => groupBody(words, params.speaker_labels === true)),
    confidence: confidenceOf(speech.words),
    audio_duration: Math.ceil(speech.seconds),
  };
}

/** The schemas `TranscriptUtterance`, `TranscriptSentence` and `TranscriptParagraph`. */
function groupBody(words: readonly SpokenWord[], hasSpeakers: boolean): JsonObject {
  return {
    ...pieceBody(joinWords(words), hasSpeakers),
    words: words.map((word) => pieceBody(word, hasSpeakers)),
  };
}

/** The schema `TranscriptWord`: times in milliseconds. */
function pieceBody(
  { text, startMs, endMs, confidence, speaker }: SpokenWord,
  hasSpeakers: boolean,
): JsonObject {
  return { text, start: startMs, end: endMs, confidence, speaker: hasSpeakers ? speaker : null };
}

function confidenceOf(words: readonly SpokenWord[]): number {
  const sum = words.reduce((total, { confidence }) => total + confidence, 0);
  return words.length === 0 ? 0 : sum / words.length;
}
