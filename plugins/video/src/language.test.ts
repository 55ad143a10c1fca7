import { describe, expect, it } from 'vitest';
import { fromAssemblyai, fromWhisper, toAssemblyai } from './language.ts';

describe('a language', () => {
  it.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['de-CH', 'de_ch'],
    ['en', 'en'],
    ['EN-us', 'en_us'],
    ['en-GB', 'en_uk'],
    ['nb', 'no'],
    ['zh-Hant-TW', 'zh'],
  ])('%s is %s at AssemblyAI', (tag, code) => {
    expect(toAssemblyai(tag)).toBe(code);
  });

  it.each([
    ['en_uk', 'en-GB'],
    ['en_us', 'en-US'],
    ['de', 'de'],
    ['not a code', undefined],
  ])('that AssemblyAI calls %s is %s', (code, tag) => {
    expect(fromAssemblyai(code)).toBe(tag);
  });

  it.each([
    ['english', 'en'],
    ['german', 'de'],
    ['haitian creole', 'ht'],
    ['chinese', 'zh'],
    ['de', 'de'],
    ['klingon', undefined],
  ])('that Whisper calls %s is %s', (name, tag) => {
    expect(fromWhisper(name)).toBe(tag);
  });
});
