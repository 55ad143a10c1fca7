import { compare, table } from '../shared/measure.mjs';
import { parseVttCues, readCaptions, readSrt, readVtt, segmentsOf } from './parts.mjs';
import { PEERS } from './peers.mjs';

const CUES = 10_000;

const time = (ms, point) =>
  `${new Date(ms).toISOString().slice(11, 19)}${point}${String(ms % 1000).padStart(3, '0')}`;
const LINES = [
  'It is <i>blue</i>, and it is made of sticks',
  '- Is it?\n- It is &amp; was.',
  'Each bird keeps to a colour of its own,',
  'and puts back whatever\nis moved out of its place.',
];

function file(format) {
  const cues = Array.from({ length: CUES }, (_, index) => {
    const times = `${time(index * 2000, format === 'vtt' ? '.' : ',')} --> ${time(index * 2000 + 1900, format === 'vtt' ? '.' : ',')}`;
    const text = LINES[index % LINES.length];
    return format === 'vtt'
      ? `${times}${index % 3 === 0 ? ' align:start position:10%' : ''}\n${text}`
      : `${index + 1}\n${times}\n${text}`;
  });
  return `${format === 'vtt' ? 'WEBVTT\n\n' : ''}${cues.join('\n\n')}\n`;
}

/** A file of 10,000 cues, each parser in turn. */
export async function speed({ runs }) {
  const rows = [['Parser', 'WebVTT, ms', 'SubRip, ms']];
  const figures = {};
  const failures = [];
  const ours = [
    {
      name: 'bowerbird, cues',
      formats: ['vtt', 'srt'],
      parse: (text, format) => (format === 'vtt' ? parseVttCues(text) : readSrt(text).cues),
    },
    {
      name: 'bowerbird, cues without markup',
      formats: ['vtt', 'srt'],
      parse: (text, format) => (format === 'vtt' ? readVtt(text) : readSrt(text)).cues,
    },
    {
      name: 'bowerbird, from bytes to segments',
      formats: ['vtt', 'srt'],
      parse: (text) => segmentsOf(readCaptions(Buffer.from(text)).cues),
    },
  ];
  const all = [...ours, ...PEERS];
  const times = {};
  for (const format of ['vtt', 'srt']) {
    const text = file(format);
    const able = all.filter(({ formats }) => formats.includes(format));
    const medians = await compare(able, runs, async ({ parse }) => {
      const start = process.hrtime.bigint();
      const found = await parse(text, format);
      const took = Number(process.hrtime.bigint() - start) / 1e6;
      if (found.length < CUES) throw new Error(`${found.length} cues of ${CUES}`);
      return took;
    });
    times[format] = new Map([...medians].map(([{ name }, ms]) => [name, ms]));
    const peers = PEERS.flatMap(({ name }) => times[format].get(name) ?? []);
    const fastest = Math.min(...peers);
    // Peers give the text as it stands in the file.
    const mine = times[format].get('bowerbird, cues');
    figures[format] = { mine, fastest, ratio: fastest / mine };
    if (mine > fastest)
      failures.push(`${format}: ${mine.toFixed(2)} ms, the fastest peer ${fastest.toFixed(2)} ms`);
  }
  const cell = (format, name) => times[format].get(name)?.toFixed(2) ?? '';
  for (const { name } of all) rows.push([name, cell('vtt', name), cell('srt', name)]);
  return {
    title: `${CUES.toLocaleString('en')} cues, median of ${runs}`,
    text: table(rows),
    figures,
    failures,
  };
}
