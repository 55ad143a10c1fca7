import { describe, expect, it } from 'vitest';
import type { Cue } from '../formats/cue.ts';
import { segmentsOf } from './from-cues.ts';

/** A cue of two seconds for each text. */
function said(...texts: readonly (string | Partial<Cue>)[]) {
  const cues = texts.map((given, index) => ({
    startMs: index * 2000,
    endMs: index * 2000 + 1900,
    ...(typeof given === 'string' ? { text: given } : { text: '', ...given }),
  }));
  return segmentsOf(cues).map(({ text, speaker, isTurn }) => [speaker ?? null, text, isTurn ?? false]);
}

describe('who speaks', () => {
  it('is what captions call them', () => {
    expect(said('MAN:\nWhen we think', 'of him.', 'NARRATOR: So it is.', 'It goes on.')).toEqual([
      ['MAN', 'When we think', true],
      ['MAN', 'of him.', false],
      ['NARRATOR', 'So it is.', true],
      [null, 'It goes on.', false],
    ]);
  });

  it('changes at a mark, which stays', () => {
    expect(said('- Is it?\n- It is.', '>> JANE: Well. >> No.', '>>> Jane Doe: Good evening.')).toEqual([
      [null, '- Is it?', true],
      [null, '- It is.', true],
      ['JANE', 'Well.', true],
      [null, '>> No.', true],
      ['Jane Doe', 'Good evening.', true],
    ]);
  });

  it.each(['At 10:30 we met.', 'He said: go.', '-5 degrees', 'Note: none.', '42', 'a >> b is a shift? No'])(
    'is not read out of %s',
    (text) => {
      const [first] = said(text);
      expect(first?.[0]).toBeNull();
    },
  );

  it('is the voice of the file', () => {
    expect(said({ text: 'Hello.', speaker: 'Roger Bingham' })).toEqual([['Roger Bingham', 'Hello.', false]]);
  });
});

it('drops cues without words, and no others', () => {
  expect(said(' \n ', '42', '♪', '...').map(([, text]) => text)).toEqual(['42', '♪', '...']);
});
