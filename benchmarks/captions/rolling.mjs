import { asJson3, asRollingSrt, asRollingVtt, asSrv3 } from '../../plugins/video/test/rolling-captions.ts';
import { table } from '../shared/measure.mjs';
import { wordsOf } from './corpora.mjs';
import { readCaptions, segmentsOf } from './parts.mjs';
import { PEERS } from './peers.mjs';

const TITLE = 'Rolling captions: no word twice, none lost';
const WORDS = 9000;
const VOCABULARY =
  'the a of and to in it is was that he she they we you not no yes well so but what when there here bird bower blue stick nest shell glass 42 1914'.split(
    ' ',
  );

/** An hour of speech in which much is said twice, by a generator that always says the same. */
function speech(seed) {
  let state = seed;
  const next = (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  let startMs = 0;
  const words = [];
  while (words.length < WORDS) {
    startMs += 180 + next(420) + (next(40) === 0 ? 1200 : 0);
    // Of ten words one is said again at once.
    const text = words.length > 0 && next(10) === 0 ? words.at(-1).text : VOCABULARY[next(VOCABULARY.length)];
    words.push({ text, startMs });
  }
  return words;
}

export async function rolling() {
  const rows = [
    ['Form', 'words', 'read', 'lost', 'beyond the source', '4-grams beyond it', 'times of words'],
  ];
  const figures = {};
  const failures = [];
  for (const [form, write] of Object.entries({
    json3: asJson3,
    srv3: asSrv3,
    vtt: asRollingVtt,
    srt: asRollingSrt,
  })) {
    const totals = { read: 0, lost: 0, beyond: 0, grams: 0, timed: 0, words: 0 };
    for (const seed of [1, 2, 3, 4, 5]) {
      const words = speech(seed);
      const segments = segmentsOf(readCaptions(Buffer.from(write(words))).cues);
      const found = segments.flatMap(({ text }) => wordsOf(text));
      add(
        totals,
        compared(
          words.map(({ text }) => text),
          found,
        ),
      );
      totals.timed += segments.flatMap((segment) => segment.words ?? []).length;
    }
    rows.push([form, totals.words, totals.read, totals.lost, totals.beyond, totals.grams, totals.timed]);
    figures[form] = totals;
    if (totals.lost + totals.beyond + totals.grams > 0) failures.push(`${form}: ${JSON.stringify(totals)}`);
  }
  for (const { name, formats, parse } of PEERS.filter(({ formats: all }) => all.includes('srt'))) {
    const words = speech(1);
    const cues = await parse(asRollingSrt(words), 'srt');
    const { read, lost, beyond, grams } = compared(
      words.map(({ text }) => text),
      cues.flatMap(({ text }) => wordsOf(text.replaceAll(/<[^>]*>/g, ''))),
    );
    rows.push([`${name}, ${formats.at(-1)}, one of five`, WORDS, read, lost, beyond, grams, 0]);
  }
  return { title: TITLE, text: table(rows), figures, failures };
}

function add(totals, more) {
  for (const [name, count] of Object.entries(more)) totals[name] += count;
}

/** How far two lists of words are from each other: what is in the one and not in the other, by count. */
function compared(source, found) {
  const lost = beyondOf(source, found);
  const beyond = beyondOf(found, source);
  return {
    words: source.length,
    read: found.length,
    lost,
    beyond,
    grams: beyondOf(grams(found), grams(source)),
  };
}

function beyondOf(some, others) {
  const counts = new Map();
  for (const item of others) counts.set(item, (counts.get(item) ?? 0) + 1);
  let missing = 0;
  for (const item of some) {
    const left = counts.get(item) ?? 0;
    if (left === 0) missing++;
    else counts.set(item, left - 1);
  }
  return missing;
}

function grams(words) {
  return words.slice(3).map((_, at) => words.slice(at, at + 4).join(' '));
}
