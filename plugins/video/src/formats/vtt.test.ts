import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseVttCues, readVtt } from './vtt.ts';
import { readCueText } from './vtt-cue-text.ts';
import { readTimestamp } from './vtt-time.ts';

function cues(text: string) {
  return parseVttCues(text)?.map(({ id, startMs, endMs, text: said }) => [id, startMs, endMs, said]);
}

describe('a WebVTT file', () => {
  it('begins with its signature', () => {
    expect(parseVttCues('WEBVTT')).toEqual([]);
    expect(parseVttCues('\ufeffWEBVTT a comment\n\n00:00.000 --> 00:01.000\nA')).toHaveLength(1);
    for (const text of ['', 'WEBVT', 'WEBVTTX', 'webvtt', ' WEBVTT', 'x\nWEBVTT'])
      expect(parseVttCues(text)).toBeUndefined();
  });

  it('has cues with or without ids and hours, whatever its line ends', () => {
    const lines = [
      'WEBVTT',
      '',
      'one',
      '00:00.000 --> 01:00:01.000 align:start',
      'A',
      'B',
      '',
      '00:02.500 -->00:03.000',
      'C',
    ];
    for (const end of ['\n', '\r\n', '\r']) {
      expect(cues(lines.join(end))).toEqual([
        ['one', 0, 3_601_000, 'A\nB'],
        ['', 2500, 3000, 'C'],
      ]);
    }
  });

  it('may have notes, style sheets and regions, which are none', () => {
    const text =
      'WEBVTT\nKind: captions\n\nNOTE a\nb\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n00:00.000 --> 00:01.000\nA\n';
    expect(cues(text)).toEqual([['', 0, 1000, 'A']]);
  });

  it('begins a cue wherever a line of times stands', () => {
    const text =
      'WEBVTT\n\n00:00.000 --> 00:01.000\nA\n00:01.000 --> 00:02.000\nB\nid\n00:02.000 --> 00:03.000\nC';
    expect(cues(text)).toEqual([
      ['', 0, 1000, 'A'],
      ['', 1000, 2000, 'B\nid'],
      ['', 2000, 3000, 'C'],
    ]);
  });

  it('tells what was dropped', () => {
    const { cues: found, problems } = readVtt(
      'WEBVTT\n\n00:01 --> 00:02\nlost\n\n00:03.000 --> 00:04.000\nkept',
    );
    expect(found.map(({ text }) => text)).toEqual(['kept']);
    expect(problems).toEqual(['"00:01 --> 00:02" is no line of times']);
    expect(readVtt('no').problems).toEqual(['the file does not begin with WEBVTT']);
  });

  it('whose times are all of another habit is read by that', () => {
    const text =
      'WEBVTT\n\nNOTE a\n\n1\n00:01 --> 00:02.5\nA\n\nNOTE b\nc\n\n2\n00:00:03,250 --> 00:00:04 align:left\nB';
    const { cues: found, problems } = readVtt(text);
    expect(found).toEqual([
      { startMs: 1000, endMs: 2500, text: 'A' },
      { startMs: 3250, endMs: 4000, text: 'B' },
    ]);
    expect(problems.at(-1)).toBe('no time is as the standard has it: they were read as SubRip has them');
    expect(parseVttCues(text)).toEqual([]);
  });

  it('is never too much, whatever it holds', () => {
    const line = fc.constantFrom(
      '',
      '00:00.000 --> 00:01.000',
      '-->',
      'a',
      '\r',
      '\0',
      'NOTE',
      'STYLE',
      '<v A>&lt;',
      '<00:00.500>',
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        for (const { text, startMs } of readVtt(['WEBVTT', ...lines].join('\n')).cues) {
          expect(text).not.toContain('\0');
          expect(Number.isInteger(startMs)).toBe(true);
        }
      }),
    );
  });
});

it.each([
  ['00:00.000', 0],
  ['59:59.999', 3_599_999],
  ['100:00:00.001', 360_000_001],
  ['0:00.000', -1],
  ['60:00.000', -1],
  ['00:60.000', -1],
  ['00:00:60.000', -1],
  ['00:00.00', -1],
  ['00:00.0000', -1],
  ['00:00,000', -1],
  ['00.000', -1],
  ['', -1],
])('the time %s is %i ms', (text, ms) => {
  expect(readTimestamp(text, 0, text.length)).toBe(ms);
});

describe('the text of a cue', () => {
  it.each([
    ['a &amp; b &lt;c&gt; &#39;d&#39; &nbsp;e', "a & b <c> 'd' \u00a0e"],
    ['<b>bold</b> <i.x>it</i> <c.yellow.bg_blue>c</c> <lang en>l</lang>', 'bold it c l'],
    ['<ruby>漢<rt>kan</rt></ruby>', '漢kan'],
    ['a <unknown>b</unknown> <', 'a b '],
    ['1 < 2', '1 '],
  ])('%s is %j', (raw, plain) => {
    expect(
      readCueText(raw, 0)
        .map(({ text }) => text)
        .join(''),
    ).toBe(plain);
  });

  it('is parted by voices', () => {
    expect(readCueText('<v.loud Roger  Bingham>We are\n<v Neil &amp; Co>No</v> and', 0)).toEqual([
      { text: 'We are\n', speaker: 'Roger Bingham' },
      { text: 'No', speaker: 'Neil & Co' },
      { text: ' and', speaker: 'Roger Bingham' },
    ]);
  });

  it('tells when its words are spoken', () => {
    expect(readCueText('a<00:01.500><c> b</c><00:00.500>c', 1000)).toEqual([
      { text: 'a bc', marks: [{ at: 1, startMs: 1500 }] },
    ]);
  });
});

interface Expected {
  readonly cues: readonly {
    readonly id: string;
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
}
const wpt = new URL('./__fixtures__/wpt-webvtt/', import.meta.url);
const expected: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(new URL('expected.json', wpt), 'utf8'),
);

it.each(Object.entries(expected))('reads %s as the web-platform tests ask', (name, { cues: wanted }) => {
  const found = parseVttCues(readFileSync(new URL(name, wpt), 'utf8'));
  expect(found).toEqual(
    wanted.map(({ id, start, end, text }) => ({
      id,
      startMs: Math.round(start * 1000),
      endMs: Math.round(end * 1000),
      text,
    })),
  );
});
