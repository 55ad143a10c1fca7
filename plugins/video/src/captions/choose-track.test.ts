import { describe, expect, it } from 'vitest';
import {
  type CaptionKind,
  chooseTrack,
  documentLanguage,
  normal,
  type Track,
  type Wanted,
} from './choose-track.ts';

const ALL: readonly CaptionKind[] = ['human', 'automatic', 'translated'];

/** `de`, `de automatic`, `de default`: the language, and what else is said of the track. */
function track(text: string): Track & { readonly text: string } {
  const [language = '', ...words] = text.split(' ');
  const kind = ALL.find((each) => words.includes(each)) ?? 'human';
  const flags = {
    isDefault: words.includes('default'),
    isForced: words.includes('forced'),
    isForDeaf: words.includes('sdh'),
  };
  return { text, language: language === '?' ? undefined : language, kind, ...flags };
}

const choose = (tracks: readonly string[], wanted: Partial<Wanted> = {}) =>
  chooseTrack(tracks.map(track), { languages: [], kinds: ALL, ...wanted })?.text;

describe('a track', () => {
  it.each([
    [['de', 'en'], ['en'], 'en'],
    [['en-GB', 'en-US'], ['en-US'], 'en-US'],
    [['en-GB', 'en'], ['en'], 'en'],
    [['de', 'en-GB'], ['en'], 'en-GB'],
    [['de', 'en'], ['en-AU'], 'en'],
    [['en-GB'], ['en-AU'], 'en-GB'],
    [['ger', 'eng'], ['de'], 'ger'],
    [['zh-Hans', 'zh-Hant'], ['zh-Hant-TW'], 'zh-Hant'],
    [['zh-Hans'], ['zh-Hant'], undefined],
    [['pt_BR'], ['pt-BR'], 'pt_BR'],
    [['de', 'fr'], ['it', 'fr', 'de'], 'fr'],
    [['de'], ['*'], 'de'],
    [['de'], ['en'], undefined],
    [['?', 'de'], ['en'], '?'],
    [['en automatic', 'de'], ['en', 'de'], 'en automatic'],
    [['en translated', 'en automatic', 'en'], ['en'], 'en'],
    [['en translated', 'en automatic'], ['en'], 'en automatic'],
    [['en translated'], ['en'], 'en translated'],
    [['en forced', 'en'], ['en'], 'en'],
    [['en', 'en sdh'], ['en'], 'en sdh'],
    [['en sdh', 'en default'], ['en'], 'en default'],
  ])('of %j is chosen for %j: %s', (tracks, languages, chosen) => {
    expect(choose(tracks, { languages })).toBe(chosen);
  });

  it('is the one that is spoken, if none is asked for, and never a translation', () => {
    expect(choose(['de', 'en automatic'], { spoken: 'en' })).toBe('en automatic');
    expect(choose(['de', 'en automatic'], { spoken: 'nl' })).toBe('de');
    expect(choose(['de', 'en default'])).toBe('en default');
    expect(choose(['fr translated', 'en automatic'])).toBe('en automatic');
    expect(choose(['fr translated'])).toBeUndefined();
  });

  it('is of a kind that is wanted', () => {
    expect(choose(['en automatic'], { kinds: ['human'] })).toBeUndefined();
    expect(choose([])).toBeUndefined();
  });
});

it('writes tags as BCP 47 does', () => {
  const tags = ['zh_TW', 'GER', 'eng', 'en-orig', 'en-nP7-2PuUl7o', 'iw', '!'];
  expect(tags.map(normal)).toEqual(['zh-TW', 'de', 'en', 'en', 'en', 'he', '!']);
  expect([undefined, 'und', 'en-orig'].map(documentLanguage)).toEqual([undefined, undefined, 'en']);
});
