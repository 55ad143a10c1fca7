import { expect, it } from 'vitest';
import detectLanguage from '../language-worker.ts';

it.each([
  ['en', 'The quick brown fox jumps over the lazy dog, and then it goes home again.'],
  ['de', 'Der schnelle braune Fuchs springt über den faulen Hund und geht dann nach Hause.'],
  ['fr', 'Le renard brun saute par-dessus le chien paresseux, puis il rentre à la maison.'],
  ['ja', '素早い茶色の狐が怠け者の犬を飛び越えて、それから家に帰ります。'],
  ['ru', 'Быстрая коричневая лиса прыгает через ленивую собаку и идёт домой.'],
  ['ar', 'يقفز الثعلب البني السريع فوق الكلب الكسول ثم يعود إلى بيته.'],
  ['el', 'Η γρήγορη καφέ αλεπού πηδάει πάνω από το τεμπέλικο σκυλί και γυρίζει σπίτι.'],
])('knows %s', (language, text) => {
  expect(detectLanguage(text)).toMatchObject({ language, confidence: 1 });
});

it('says for how much of a text it is certain', () => {
  const english = 'This part of the text is in English, as anybody can see at once. '.repeat(24);
  const german = 'Dieser Teil des Textes ist auf Deutsch, wie man sofort sehen kann. '.repeat(8);
  const guess = detectLanguage(english + german);
  expect(guess?.language).toBe('en');
  expect(guess?.confidence).toBeGreaterThan(0.4);
  expect(guess?.confidence).toBeLessThan(0.9);
});

it('looks at words alone', () => {
  const code = '```js\nfor (const value of values) { console.log(value); }\n```\n'.repeat(20);
  expect(detectLanguage(`${code}Das ist ein deutscher Satz mit einigen Wörtern darin.`)?.language).toBe('de');
  for (const text of ['', '12345 !!', '👩‍👩‍👧', '\ud800', '```\n'.repeat(3)])
    expect(detectLanguage(text)).toBeUndefined();
});
