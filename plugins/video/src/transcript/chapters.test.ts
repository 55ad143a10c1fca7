import { expect, it } from 'vitest';
import { chaptersOf, chaptersOfDescription } from './chapters.ts';

it('reads chapters out of a description', () => {
  const description =
    'A talk.\n\n0:00 Intro\n1:30 - The bower\n- [01:02:03] Of colours (blue)\nhttps://example.org at 10:30 sharp\n';
  expect(chaptersOfDescription(description)).toEqual([
    { title: 'Intro', startMs: 0 },
    { title: 'The bower', startMs: 90_000 },
    { title: 'Of colours (blue)', startMs: 3_723_000 },
  ]);
  expect(
    chaptersOfDescription('Intro 0:00\nThe bower (1:30)\nThe end – 2:00').map(({ title }) => title),
  ).toEqual(['Intro', 'The bower', 'The end']);
});

it.each(['0:00 one\n1:00 two', 'at 10:30\nat 11:30\nat 12:30', '0:00 a\n0:00 b\n0:00 c', ''])(
  'finds none in %j',
  (description) => {
    expect(chaptersOfDescription(description)).toEqual([]);
  },
);

it('reads chapters as a site tells them', () => {
  expect(
    chaptersOf([
      { title: ' A\nb ', start_time: 0, end_time: 1.5 },
      { title: '', start_time: 2 },
      null,
      { title: 'C', start_time: '2.5' },
    ]),
  ).toEqual([
    { title: 'A b', startMs: 0, endMs: 1500 },
    { title: 'C', startMs: 2500 },
  ]);
  expect(chaptersOf('none')).toEqual([]);
});
