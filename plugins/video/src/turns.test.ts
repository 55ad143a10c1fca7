import { findDocumentProblem } from '@bowerbird/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptTranscript, readTranscript } from './assemblyai-transcript.ts';
import { escapeMarkdown, joinPieces, type Turn, writeTurns } from './turns.ts';

const turns: readonly Turn[] = [
  { text: 'Good morning.', startMs: 0, endMs: 900, speaker: 'A' },
  { text: 'Is it * good *?', startMs: 61_000, endMs: 62_500, speaker: 'B' },
  { text: 'It is.', startMs: 3_723_000, endMs: 3_724_000, speaker: 'A' },
];

describe('turns', () => {
  it('are paragraphs with their speakers', () => {
    expect(writeTurns(turns, {}).text).toBe(
      '**A:** Good morning.\n\n**B:** Is it \\* good \\*?\n\n**A:** It is.',
    );
  });

  it('have times, names, and are those of some speakers, if asked for', () => {
    const form = { timestamps: true, onlySpeakers: ['A'], speakerNames: { A: 'Jane', B: 'Joe' } };
    const { text, spans } = writeTurns(turns, form);
    expect(text).toBe('[00:00:00] **Jane:** Good morning.\n\n[01:02:03] **Jane:** It is.');
    expect(spans.map(({ locator }) => locator)).toEqual([
      { kind: 'time', startMs: 0, endMs: 900, speaker: 'Jane' },
      { kind: 'time', startMs: 3_723_000, endMs: 3_724_000, speaker: 'Jane' },
    ]);
  });

  it('stand under the chapters in which they begin', () => {
    const chapters = [
      { title: 'Later', startMs: 60_000 },
      { title: 'First', startMs: 0 },
      { title: 'After the end', startMs: 9_000_000 },
    ];
    expect(writeTurns(turns, { onlySpeakers: ['A'] }, chapters).text).toBe(
      '## First\n\n**A:** Good morning.\n\n## Later\n\n**A:** It is.',
    );
  });

  it('are what their spans hold', () => {
    const time = fc.nat(36_000_000);
    const turn = fc.record({
      text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.lorem({ mode: 'sentences', maxCount: 3 })),
      startMs: time,
      endMs: time,
      speaker: fc.option(fc.constantFrom('A', 'B', '*C*'), { nil: undefined }),
    });
    const form = fc.record({
      timestamps: fc.boolean(),
      onlySpeakers: fc.option(fc.constant<readonly string[]>(['A', '*C*']), { nil: undefined }),
      speakerNames: fc.constantFrom({}, { A: 'Jane_' }),
    });
    fc.assert(
      fc.property(fc.array(turn), form, (said, how) => {
        const kept = said
          .filter(({ speaker }) => how.onlySpeakers?.includes(speaker ?? '') ?? true)
          .map(({ text }) => escapeMarkdown(text))
          .filter((text) => text !== '');
        const { text, spans } = writeTurns(said, how);
        expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(kept);
        if (text !== '') expect(findDocumentProblem({ id: 'x', text, spans })).toBeUndefined();
      }),
    );
  });
});

describe('words without speakers', () => {
  const words = (text: string, pauseMs = 100): readonly Turn[] =>
    text.split(' ').map((word, at) => ({
      text: word,
      startMs: at * (400 + pauseMs),
      endMs: at * (400 + pauseMs) + 400,
    }));

  it('are joined to paragraphs that end with a sentence', () => {
    const said = 'A sentence of nine words that is soon over. '.repeat(20).trim();
    const joined = joinPieces(words(said));
    expect(joined.length).toBeGreaterThan(1);
    expect(joined.map(({ text }) => text).join(' ')).toBe(said);
    expect(joined.every(({ text }) => text.endsWith('.') && text.length < 500)).toBe(true);
    expect(joined[0]).toMatchObject({ startMs: 0 });
  });

  it('are parted after a sentence that a pause follows', () => {
    const texts = (pauseMs: number) => joinPieces(words('Yes. No way.', pauseMs)).map(({ text }) => text);
    expect(texts(100)).toEqual(['Yes. No way.']);
    expect(texts(2000)).toEqual(['Yes.', 'No way.']);
  });

  it('have no spaces between them in languages without', () => {
    expect(joinPieces(['今日', 'は', '。'].map((text) => ({ text })))).toEqual([
      expect.objectContaining({ text: '今日は。' }),
    ]);
  });
});

describe('speech', () => {
  it.each([
    ['# of birds', '\\# of birds'],
    ['#MeToo', '#MeToo'],
    ['1. May', '1\\. May'],
    ['- no', '\\- no'],
    ['2 * 3 < 7', '2 \\* 3 \\< 7'],
    ['snake_case and _this_', 'snake_case and \\_this\\_'],
    ['[PERSON_NAME] said', '[PERSON_NAME] said'],
    ['[a](b)', '\\[a](b)'],
    ['AT&T &amp; x', 'AT&T \\&amp; x'],
    ['  two\nlines ', 'two lines'],
  ])('%j is written as %j', (speech, markdown) => {
    expect(escapeMarkdown(speech)).toBe(markdown);
  });
});

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
        text: '## Assent\n\nYes.',
        spans: [{ start: 11, end: 15, locator: { kind: 'time', startMs: 0, endMs: 400 } }],
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
    expect(readTranscript(transcript, { ...request, chapterHeadings: false })[0]!.text).toBe('Yes.');
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
