import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toIsoDate } from './dates.ts';

describe('toIsoDate', () => {
  test.each([
    ['2024-02-29', '2024-02-29'],
    ['2024-2-9', '2024-02-09'],
    ['2024/02/09', '2024-02-09'],
    ['20240209', '2024-02-09'],
    ['2024-02', '2024-02'],
    ['2024', '2024'],
    ['2024-02-09T08:07:06Z', '2024-02-09T08:07:06Z'],
    ['2024-02-09T08:07:06.123+01:00', '2024-02-09T08:07:06+01:00'],
    ['2024-02-09T08:07+0100', '2024-02-09T08:07:00+01:00'],
    ['2024-02-09 8:07:06', '2024-02-09T08:07:06'],
    ['2024-02-09T08:07:06+00:00', '2024-02-09T08:07:06Z'],
    ['Fri, 09 Feb 2024 08:07:06 GMT', '2024-02-09T08:07:06Z'],
    ['9 Feb 2024 08:07 -0500', '2024-02-09T08:07:00-05:00'],
    ['February 9, 2024', '2024-02-09'],
    ['Feb. 9th 2024', '2024-02-09'],
    ['9 March 2024', '2024-03-09'],
    ['June 1, 2024', '2024-06-01'],
    ['1 May 2024', '2024-05-01'],
  ])('%s', (text, date) => expect(toIsoDate(text)).toBe(date));

  test.each([
    '',
    'yesterday',
    '02/09/2024',
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-02-09T25:00:00Z',
    '2024-02-09T08:07:06+99:00',
    '0001-01-01T00:00:00',
    '1970-01-01T00:00:00Z',
    '1707462426',
    'Foo 9, 2024',
    '{{ date }}',
    null,
    20240209,
  ])('%j is no date', (text) => expect(toIsoDate(text)).toBeUndefined());

  test('a date that it writes is a date, and is read unchanged', () => {
    const noon = fc.date({ min: new Date('1500-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(noon, (date) => {
        const iso = `${date.toISOString().slice(0, 19)}Z`;
        fc.pre(!iso.startsWith('1970-01-01T00:00:00'));
        expect(toIsoDate(iso)).toBe(iso);
        expect(toIsoDate(date.toUTCString())).toBe(iso);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void toIsoDate(text)));
  });
});
