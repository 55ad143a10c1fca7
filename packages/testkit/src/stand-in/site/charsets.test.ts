import { expect, it } from 'vitest';
import { siteForTest } from '../../../test/site.ts';
import { CHARSET_SAMPLES, type CharsetSample } from './charset-samples.ts';
import { encodeText } from './encode.ts';

const samples = Object.entries<CharsetSample>(CHARSET_SAMPLES);

it.each(samples)('%s decodes to its sentence, as it is declared', async (path, sample) => {
  const { url } = await siteForTest();
  const response = await fetch(url + path);
  const bytes = await response.bytes();
  const { charset, header, meta, mark = false } = sample;
  const declared = header === undefined ? 'text/html' : `text/html; charset=${header}`;
  expect(response.headers.get('content-type')).toBe(declared);
  const text = new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
  expect(text.startsWith('\ufeff')).toBe(mark);
  expect(text).toContain(`<p>${sample.sentence} `);
  expect(/<meta charset="(.*?)">/.exec(text)?.[1]).toBe(meta);
  expect(text).toContain(`<html lang="${sample.language}">`);
});

it('has sentences that no wrong charset reads right', () => {
  for (const [path, { sentence, charset }] of samples) {
    const bytes = encodeText(sentence, charset);
    const wrong = charset === 'utf-8' ? 'windows-1252' : 'utf-8';
    expect([path, new TextDecoder(wrong).decode(bytes)]).not.toEqual([path, sentence]);
  }
});

it('encodes as reference encoders do', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['windows-1252', '€ œuvre – « déjà »', '8020 9c75767265 20 96 20 ab20 64e96ae0 20bb'],
    ['iso-8859-1', 'Köln heißt', '4bf66c6e 20 686569df74'],
    ['shift_jis', '港の夜明け', '8d60 82cc 96e9 96be 82af'],
    ['gb18030', '港口的灯塔', 'b8db bfda b5c4 b5c6 cbfe'],
    ['utf-16be', 'ŵ🐦', '0175 d83d dc26'],
    ['utf-16le', 'ŵ🐦', '7501 3dd8 26dc'],
  ];
  for (const [charset, text, hex] of cases)
    expect([charset, encodeText(text, charset).toString('hex')]).toEqual([charset, hex.replaceAll(' ', '')]);
  expect(() => encodeText('Москва', 'windows-1252')).toThrow('windows-1252 has no "М"');
});
