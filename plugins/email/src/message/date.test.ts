import { expect, it } from 'vitest';
import { parseDate } from './date.ts';

it.each([
  ['Fri, 5 Jan 2024 10:00:00 +0100', '2024-01-05T09:00:00.000Z'],
  ['5 Jan 24 10:00 EST', '2024-01-05T15:00:00.000Z'],
  ['Fri, 05-Jan-2024 10:00:00 GMT', '2024-01-05T10:00:00.000Z'],
  ['Fri, 5 Jan 2024 10:00:00 +0100 (CET)', '2024-01-05T09:00:00.000Z'],
  ['Fri Jan  5 10:00:00 2024', '2024-01-05T10:00:00.000Z'],
  ['Fri Jan  5 10:00:00 2024 +0200', '2024-01-05T08:00:00.000Z'],
  ['Fri, 5 Jan 2024 1:00:00 PM +0000', '2024-01-05T13:00:00.000Z'],
  ['5 Jan 99 10:00:00 +0000', '1999-01-05T10:00:00.000Z'],
  ['2024-01-05T10:00:00Z', '2024-01-05T10:00:00.000Z'],
  ['Fri, 5 Jan 2024 10:00:00', '2024-01-05T10:00:00.000Z'],
])('reads %s', (raw, expected) => {
  expect(new Date(parseDate(raw) ?? 0).toISOString()).toBe(expected);
});

it.each(['', 'yesterday', '45 Jan 2024 10:00:00', 'Fri, 5 Foo 2024 10:00:00 +0000'])(
  'takes %s for no date',
  (raw) => {
    expect(parseDate(raw)).toBeUndefined();
  },
);
