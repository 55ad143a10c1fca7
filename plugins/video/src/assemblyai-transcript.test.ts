import { describe, expect, it } from 'vitest';
import { keptTranscript, readTranscript } from './assemblyai-transcript.ts';

describe('a transcript', () => {
  const request = { url: 'https://example.org/talks/The%20bower.mp3' };
  const transcript = {
    id: 'x',
    language_code: 'en_uk',
    language_confidence: 0.9,
    confidence: 0.8,
    audio_duration: 10,
    speech_model_used: 'universal-2',
    text: 'Yes.',
    words: [{ text: 'Yes.', start: 0, end: 400, confidence: 1, speaker: null }],
    utterances: null,
    chapters: [{ headline: 'Assent', gist: 'Yes', summary: 'They agree.', start: 0, end: 400 }],
  };

  it('is one document with what is known of it', () => {
    expect(readTranscript(transcript, request)).toEqual([
      {
        id: 'media:https://example.org/talks/The%20bower.mp3',
        title: 'The bower',
        url: request.url,
        language: 'en-GB',
        text: '## Assent\n\n[00:00:00](https://example.org/talks/The%20bower.mp3#t=0) Yes.',
        spans: [{ start: 69, end: 73, locator: { kind: 'time', startMs: 0, endMs: 400 } }],
        metadata: {
          provider: 'assemblyai',
          model: 'universal-2',
          durationSeconds: 10,
          confidence: 0.8,
          languageConfidence: 0.9,
          chapters: [{ headline: 'Assent', gist: 'Yes', summary: 'They agree.', startMs: 0, endMs: 400 }],
        },
      },
    ]);
    expect(
      readTranscript(transcript, { ...request, chapterHeadings: false, timestamps: false })[0]!.text,
    ).toBe('Yes.');
  });

  it('of silence is no document', () => {
    expect(readTranscript({ ...transcript, text: '', words: [] }, request)).toEqual([]);
  });

  it('is kept without the words that it has twice', () => {
    const utterance = { text: 'Yes.', start: 0, end: 400, speaker: 'A' };
    const twice = { ...transcript, utterances: [{ ...utterance, words: transcript.words }] };
    expect(keptTranscript(twice)).toEqual({ ...transcript, utterances: [utterance] });
  });
});
