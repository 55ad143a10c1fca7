import { describe, expect, it } from 'vitest';
import { readCaptions } from './read-captions.ts';

function read(text: string | Uint8Array) {
  const found = readCaptions(typeof text === 'string' ? Buffer.from(text) : text);
  return (
    found && {
      format: found.format,
      cues: found.cues.map(({ startMs, endMs, text: said }) => [startMs, endMs, said]),
    }
  );
}

describe('one programme', () => {
  const cues = [
    [1000, 2500, 'MAN:\nHow did we end up here?'],
    [3000, 4250, 'This place is "horrible" & cold.'],
  ];
  const FORMS = {
    vtt: 'WEBVTT\n\n1\n00:01.000 --> 00:02.500 position:10%\nMAN:\n<i>How</i> did we end up here?\n\n00:03.000 --> 00:04.250\nThis place is "horrible" &amp; cold.',
    srt: '1\n00:00:01,000 --> 00:00:02,500\nMAN:\n<i>How</i> did we end up here?\n\n2\n00:00:03,000 --> 00:00:04,250\n{\\an8}This place is "horrible" & cold.\n',
    ttml: '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>\n<p begin="1s" end="00:00:02.500">MAN:<br/>\n  <span>How</span> did we end up here?</p>\n<p begin="00:00:03.000" dur="1.25s">This place is &quot;horrible&quot; &amp; cold.</p></div></body></tt>',
    ass: '[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.00,0:00:02.50,D,,0,0,0,,{\\pos(1,2)}MAN:\\NHow did we end up here?\nDialogue: 0,0:00:03.00,0:00:04.25,D,,0,0,0,,This place is "horrible" & cold.\n',
    json3: JSON.stringify({
      wireMagic: 'pb3',
      events: [
        { tStartMs: 1000, dDurationMs: 1500, segs: [{ utf8: 'MAN:\nHow did we end up here?' }] },
        { tStartMs: 3000, dDurationMs: 1250, segs: [{ utf8: 'This place is "horrible" & cold.' }] },
      ],
    }),
    srv3: '<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><body><p t="1000" d="1500">MAN:\nHow did we end up here?</p><p t="3000" d="1250">This place is &quot;horrible&quot; &amp; cold.</p></body></timedtext>',
    srv1: '<?xml version="1.0" encoding="utf-8" ?><transcript><text start="1" dur="1.5">MAN:\nHow did we end up here?</text><text start="3" dur="1.25">This place is &amp;quot;horrible&amp;quot; &amp;amp; cold.</text></transcript>',
    'podcast-json': JSON.stringify({
      version: '1.0.0',
      segments: [
        { startTime: 1, endTime: 2.5, body: 'MAN:\nHow did we end up here?' },
        { startTime: 3, endTime: 4.25, body: 'This place is "horrible" & cold.' },
      ],
    }),
  };
  it.each(Object.entries(FORMS))('is the same as %s', (format, text) => {
    expect(read(text)).toEqual({ format: format === 'srv1' ? 'srv3' : format, cues });
  });
  it('is the same as SAMI, where a cue ends with the next one', () => {
    const sami = `<SAMI><HEAD><STYLE TYPE="text/css"><!-- .ENCC {Name: English; lang: en-US;} --></STYLE></HEAD><BODY>
<SYNC start="1000"><P class="ENCC">MAN:<br>How did we end up here?<SYNC Start=2500><P Class=ENCC>&nbsp;
<SYNC start="3000"><P class="ENCC">This place is &quot;horrible&quot; &amp; cold.</P></SYNC><SYNC start=4250><P class=ENCC>&nbsp;</BODY></SAMI>`;
    expect(read(sami)).toEqual({ format: 'sami', cues });
  });
});

describe('SubRip as it is found', () => {
  it.each([
    [
      'without numbers',
      '00:01,5 --> 00:02,000\nA\n\n00:03,000 --> 00:04,000\nB',
      [
        [1500, 2000, 'A'],
        [3000, 4000, 'B'],
      ],
    ],
    [
      'with digits for text',
      '1\n00:00:01,000 --> 00:00:02,000\n42\n\n2\n00:00:03,000 --> 00:00:04,000\nB',
      [
        [1000, 2000, '42'],
        [3000, 4000, 'B'],
      ],
    ],
    [
      'with blank lines in a text',
      '1\n00:00:01,000 --> 00:00:02,000\nA\n\nB\n\n2\n00:00:03,000 --> 00:00:04,000\nC',
      [
        [1000, 2000, 'A\n\nB'],
        [3000, 4000, 'C'],
      ],
    ],
    [
      'out of order',
      '1\n00:00:03,000 --> 00:00:04,000\nB\n\n2\n00:00:01,000 --> 00:00:02,000\nA',
      [
        [1000, 2000, 'A'],
        [3000, 4000, 'B'],
      ],
    ],
    ['with carriage returns alone', '1\r00:00:01,000 --> 00:00:02,000\rA\rB\r', [[1000, 2000, 'A\nB']]],
    [
      'as of YouTube (SBV)',
      '0:00:01.000,0:00:02.000\nA\n\n0:00:03.000,0:00:04.000\nB',
      [
        [1000, 2000, 'A'],
        [3000, 4000, 'B'],
      ],
    ],
    [
      'with a sign that is no tag',
      '1\n00:00:01,000 --> 00:00:02,000\na < b > c <font color="red">d</font>',
      [[1000, 2000, 'a < b > c d']],
    ],
  ])('%s', (_, text, cues) => {
    expect(read(text)?.cues).toEqual(cues);
  });

  it('in an old encoding is read, and says so', () => {
    const found = readCaptions(Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nCaf\xe9', 'latin1'));
    expect(found).toMatchObject({
      cues: [{ text: 'Café' }],
      problems: ['the file is not UTF-8; it was read as windows-1252'],
    });
    const wide = Buffer.from('\ufeff1\n00:00:01,000 --> 00:00:02,000\nCafé', 'utf16le');
    expect(readCaptions(wide)).toMatchObject({ cues: [{ text: 'Café' }], problems: [] });
  });
});

describe('TTML', () => {
  const body = (inside: string, attributes = '') =>
    `<tt xmlns="http://www.w3.org/ns/ttml" ${attributes}>${inside}</tt>`;
  it.each([
    [
      'times in frames and ticks',
      body(
        '<body><p begin="25f" end="00:00:02:05">A</p><p begin="30t" dur="10t">B</p></body>',
        'ttp:frameRate="25" ttp:tickRate="10"',
      ),
      [
        [1000, 2200, 'A'],
        [3000, 4000, 'B'],
      ],
    ],
    [
      'times within times',
      body('<body begin="10s"><div begin="1s" end="9s"><p begin="1s" end="20s">A</p></div></body>'),
      [[12_000, 19_000, 'A']],
    ],
    [
      'a sequence',
      body(
        '<body><div timeContainer="seq"><p dur="1s">A</p><p begin="1s" dur="2s">B</p><p>never</p></div></body>',
      ),
      [
        [0, 1000, 'A'],
        [2000, 4000, 'B'],
      ],
    ],
    [
      'spans with times',
      body('<body><p begin="1s" end="4s"><span end="1s">A</span> <span begin="1s">B</span></p></body>'),
      [
        [1000, 2000, 'A'],
        [2000, 4000, 'B'],
      ],
    ],
    [
      'what is not displayed',
      body(
        '<head><styling><style xml:id="s" tts:display="none"/></styling></head><body><p end="1s">A<span tts:visibility="hidden">x</span><span style="s">y</span></p></body>',
      ),
      [[0, 1000, 'A']],
    ],
    [
      'prefixes',
      '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml"><tt:body><tt:p begin="0s" end="1s">A<tt:br/>B</tt:p></tt:body></tt:tt>',
      [[0, 1000, 'A\nB']],
    ],
  ])('has %s', (_, text, cues) => {
    expect(read(text)?.cues.filter(([, , said]) => said !== 'never')).toEqual(cues);
  });

  it('names who speaks', () => {
    const text = body(
      '<head><metadata><ttm:agent type="person" xml:id="a1"><ttm:name type="full">Jane</ttm:name></ttm:agent></metadata></head><body><p ttm:agent="a1" end="1s">A</p></body>',
    );
    expect(readCaptions(Buffer.from(text))?.cues).toMatchObject([{ text: 'A', speaker: 'Jane' }]);
  });

  it('that breaks off gives what is there', () => {
    expect(
      read(body('<body><p begin="0s" end="1s">A</p><p begin="x" end="2s">B').slice(0, -5))?.cues,
    ).toEqual([
      [0, 1000, 'A'],
      [0, 2000, 'B'],
    ]);
  });

  it('may be nested as deep as it likes', () => {
    const deep = body(`<body><p end="1s">${'<span>'.repeat(10_000)}A`);
    expect(read(deep)?.cues).toEqual([[0, 1000, 'A']]);
  });
});

it.each(['', 'Just a text.', '{"a": 1}', '<html><p>x</p></html>', '{"events": '])(
  '%j is no captions, or has none',
  (text) => {
    expect(read(text)?.cues ?? []).toEqual([]);
  },
);

describe('damaged files give what can be saved', () => {
  it('of JSON', () => {
    const event = (index: number) =>
      `{"tStartMs":${index * 1000},"dDurationMs":900,"segs":[{"utf8":"a } {${index}"}]}`;
    const whole = `{"wireMagic":"pb3","events":[${[0, 1, 2].map(event).join(',')}]}`;
    expect(read(whole)?.cues).toHaveLength(3);
    const cut = readCaptions(Buffer.from(whole.slice(0, -20)));
    expect(cut?.cues.map(({ text }) => text)).toEqual(['a } {0', 'a } {1']);
    expect(cut?.problems).toEqual([expect.stringMatching(/^the file is damaged: /)]);
    expect(read(whole.replace('"tStartMs":1000', '"tStartMs":1x00'))?.cues.map(([start]) => start)).toEqual([
      0, 2000,
    ]);
  });

  it('of TTML, where the end of a paragraph is gone', () => {
    const text =
      '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" end="1s">A</q><p begin="1s" end="2s">B</p><p begin="2s" end="3s">C</p></div></body></tt>';
    expect(read(text)?.cues).toEqual([
      [0, 1000, 'A'],
      [1000, 2000, 'B'],
      [2000, 3000, 'C'],
    ]);
  });

  it('of SubRip, and what is no line of times is no text', () => {
    const found = readCaptions(
      Buffer.from('stray\n1\n00:00:01,000 -> 00:00:02,000\nA\n\n2\n00:00:x3,000 --> 00:00:04,000\nB\n'),
    );
    expect(found?.cues).toEqual([{ startMs: 1000, endMs: 2000, text: 'A\n\n2\nB' }]);
    expect(found?.problems).toEqual([
      '"stray 1" stands before the first times',
      '"00:00:x3,000 --> 00:00:04,000" is no line of times',
    ]);
  });
});
