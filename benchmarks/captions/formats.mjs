import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { table } from '../shared/measure.mjs';
import { absent, corpus, fold } from './corpora.mjs';
import { readCaptions, ytDlpError } from './parts.mjs';

const TITLE = 'Other formats: sets parse, and one programme has one text';
// Of these the set has no text: pictures, and a document that hides what it holds.
const WITHOUT_TEXT = /altText1|aspectRatio4|displayAspectRatio003|Display004/;

export async function formats() {
  const video = corpus('video');
  if (video === undefined) return absent(TITLE);
  const failures = [];
  const rows = [['Set', 'files', 'read', 'with text', 'problems']];
  for (const [set, pattern] of [
    ['imsc', /\.ttml$/],
    ['astisub', /\.(?:srt|vtt|ttml|ssa)$/],
    ['pycaption-examples', /\.(?:srt|vtt|xml|sami)$/],
    ['youtube', /\.xml$/],
  ]) {
    const files = readdirSync(join(video, set), { recursive: true }).filter((name) => pattern.test(name));
    const read = files.map((name) => ({
      name,
      captions: readCaptions(readFileSync(join(video, set, name))),
    }));
    const known = read.filter(({ captions }) => captions !== undefined);
    const spoken = known.filter(({ captions }) => captions.cues.length > 0);
    const wrong = known.filter(({ captions }) => captions.problems.length > 0);
    rows.push([set, files.length, known.length, spoken.length, wrong.length]);
    if (known.length < files.length)
      failures.push(`${set}: ${read.filter(({ captions }) => !captions).map(({ name }) => name)} not read`);
    const silent = known.filter(
      ({ name, captions }) =>
        captions.cues.length === 0 && !WITHOUT_TEXT.test(name) && captions.problems.length === 0,
    );
    if (silent.length > 0) failures.push(`${set}: no text in ${silent.map(({ name }) => name)}`);
  }
  const same = [
    ...programme(
      'astisub',
      [
        'example-out.srt',
        'example-out.vtt',
        'example-out.ttml',
        'example-out.ssa',
        'example-in.srt',
        'example-in.ttml',
        'example-in.ssa',
        'example-in.vtt',
      ],
      failures,
    ),
    // The SAMI file has letters that the other three had lost before: it is compared without them.
    ...programme(
      'pycaption-examples',
      ['example.srt', 'example.vtt', 'example.xml', 'example.sami'],
      failures,
    ),
  ];
  const told = refusals(join(video, 'youtube'), failures);
  const text = `${table(rows)}\n\nOne programme: ${same.join('; ')}.\n\nRefusals of YouTube: ${told.join('; ')}.`;
  return { title: TITLE, text, figures: { same }, failures };
}

function programme(set, names, failures) {
  const texts = names.map((name) => {
    const { cues } = readCaptions(readFileSync(corpus('video', set, name)));
    return fold(cues.map(({ text }) => text).join(' '));
  });
  return names.slice(1).map((name, index) => {
    const [a, b] = [texts[0], texts[index + 1]];
    if (a === b) return `${name} as ${extname(names[0])} (${a.length} characters)`;
    const plain = (text) => text.replaceAll(/[^\x20-\x7e]/g, '').replaceAll(/\W+/g, '');
    const rest = lettersBeside(plain(a), plain(b));
    if (rest > 0.002)
      failures.push(`${set}: ${name} differs from ${names[0]} in ${(rest * 100).toFixed(2)} % of its words`);
    return `${name} but for ${(rest * 100).toFixed(2)} % (letters that ${names[0]} had lost)`;
  });
}

/** Share of the 8-grams of `b` that `a` has not. */
function lettersBeside(a, b) {
  const known = new Set();
  for (let at = 0; at + 8 <= a.length; at++) known.add(a.slice(at, at + 8));
  let missing = 0;
  for (let at = 0; at + 8 <= b.length; at++) if (!known.has(b.slice(at, at + 8))) missing++;
  return missing / Math.max(1, b.length);
}

/** What YouTube says when it plays nothing, as yt-dlp passes it on. */
function refusals(folder, failures) {
  const EXPECTED = { youtube_request_blocked: 'SOURCE_BLOCKED' };
  return readdirSync(folder)
    .filter((name) => name.endsWith('.innertube.json'))
    .flatMap((name) => {
      const { playabilityStatus } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      if (playabilityStatus?.status === 'OK' || !playabilityStatus?.reason) return [];
      const { code } = ytDlpError(name, `ERROR: [youtube] x: ${playabilityStatus.reason}`);
      const key = name.replace('.innertube.json', '');
      if (EXPECTED[key] !== undefined && EXPECTED[key] !== code)
        failures.push(`${key} is ${code}, and should be ${EXPECTED[key]}`);
      return [`"${playabilityStatus.reason}" → ${code}`];
    });
}
