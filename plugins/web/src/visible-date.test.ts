import { expect, test } from 'vitest';
import { dateIn, dateInUrl } from './visible-date.ts';

test.each([
  ['Posted on 3 May 2024', 'en', '2024-05-03'],
  ['Mon, June 30th, 2025 by Jane', 'en', '2025-06-30'],
  ['Veröffentlicht am 7. März 2023, 10 Uhr', 'de', '2023-03-07'],
  ['Stand: 01.02.2021', 'de', '2021-02-01'],
  ['Le 14 juillet 2020', 'fr', '2020-07-14'],
  ['15 de agosto de 2019', 'es', '2019-08-15'],
  ['12 мая 2018', 'ru', '2018-05-12'],
  ['2020年2月14日', 'zh', '2020-02-14'],
  ['2022/11/05 12:00', undefined, '2022-11-05'],
  ['25/12/2024', undefined, '2024-12-25'],
  ['03/04/2024', 'en-US', '2024-03-04'],
  ['03/04/2024', 'en-GB', '2024-04-03'],
  ['03/04/2024', 'en', undefined],
  ['30 February 2024', 'en', undefined],
  ['Chapter 12 Section 2024', 'en', undefined],
])('%s (%s) is %s', (text, language, date) => expect(dateIn(text, language)).toBe(date));

test.each([
  ['https://x.example/2024/05/03/title', '2024-05-03'],
  ['https://x.example/news/2024-05-03-title', '2024-05-03'],
  ['https://x.example/2024/05/', undefined],
  ['https://x.example/2024/55/03/', undefined],
])('%s: %s', (url, date) => expect(dateInUrl(url)).toBe(date));
