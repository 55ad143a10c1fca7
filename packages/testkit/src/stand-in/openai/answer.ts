import type { JsonObject, JsonValue } from '@bowerbird/core';
import { captionsOf } from '../captions.ts';
import { joinWords, type Speech, type SpokenWord, sentencesOf, turnsOf } from '../speech.ts';
import { MODELS, type TranscriptionParams } from './form.ts';

/** A transcription in the format that was asked for. */
export function answerBody(speech: Speech, params: TranscriptionParams): JsonValue {
  const sentences = sentencesOf(speech.words);
  switch (params.format) {
    case 'text':
      return `${speech.text}\n`;
    case 'srt':
    case 'vtt':
      return captionsOf(params.format, sentences);
    case 'verbose_json':
      return verboseBody(speech, params, sentences);
    case 'diarized_json':
      return {
        task: 'transcribe',
        duration: speech.seconds,
        text: speech.text,
        segments: turnsOf(speech.words).map(diarizedBody),
        usage: usageOf(speech, params),
      };
    default:
      return {
        text: speech.text,
        ...(params.model === 'gpt-transcribe' && { languages: [{ code: params.language }] }),
        usage: usageOf(speech, params),
      };
  }
}

/** The schema `TranscriptionVerbose`: times in seconds. */
function verboseBody(
  speech: Speech,
  params: TranscriptionParams,
  sentences: readonly (readonly SpokenWord[])[],
): JsonObject {
  return {
    task: 'transcribe',
    // Whisper names languages in English.
    language: new Intl.DisplayNames('en', { type: 'language' }).of(params.language)?.toLowerCase(),
    duration: speech.seconds,
    text: speech.text,
    ...(params.segments && {
      segments: sentences.map((words, id) => segmentBody(words, id, params.temperature)),
    }),
    ...(params.words && {
      words: speech.words.map(({ text, startMs, endMs }) => ({
        word: text.replace(/[.?!,]$/, ''),
        start: startMs / 1000,
        end: endMs / 1000,
      })),
    }),
    usage: usageOf(speech, params),
  };
}

/** The schema `TranscriptionSegment`. */
function segmentBody(words: readonly SpokenWord[], id: number, temperature: number): JsonObject {
  const { text, startMs, endMs } = joinWords(words);
  return {
    id,
    seek: 0,
    start: startMs / 1000,
    end: endMs / 1000,
    // With a space ahead, as Whisper writes it.
    text: ` ${text}`,
    tokens: words.map((_, index) => 50_364 + index),
    temperature,
    avg_logprob: -0.2,
    compression_ratio: 1.5,
    no_speech_prob: 0.01,
  };
}

/** The schema `TranscriptionDiarizedSegment`. */
function diarizedBody(words: readonly SpokenWord[], index: number): JsonObject {
  const { text, startMs, endMs, speaker } = joinWords(words);
  return {
    type: 'transcript.text.segment',
    id: `seg_${index}`,
    start: startMs / 1000,
    end: endMs / 1000,
    text,
    speaker,
  };
}

// A tenth of a second of audio is a token.
const AUDIO_TOKENS_PER_SECOND = 10;

/** `usage`: what is billed, by seconds or by tokens. */
function usageOf({ seconds, words }: Speech, { model }: TranscriptionParams): JsonObject {
  if (MODELS[model]?.billedBy !== 'tokens') return { type: 'duration', seconds: Math.ceil(seconds) };
  const input = Math.ceil(seconds * AUDIO_TOKENS_PER_SECOND);
  return {
    type: 'tokens',
    input_tokens: input,
    input_token_details: { text_tokens: 0, audio_tokens: input },
    output_tokens: words.length,
    total_tokens: input + words.length,
  };
}
