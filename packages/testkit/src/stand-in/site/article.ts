import { createHash } from 'node:crypto';

/** What a page of the stand-in site says. The same path always says the same, until it is changed. */
export interface Article {
  /** On the site, as in `/articles/7`. */
  readonly path: string;
  readonly title: string;
  readonly author: string;
  /** BCP 47. */
  readonly language: string;
  readonly summary: string;
  /** Stands on this page and on no other; a changed page has another one. */
  readonly sentence: string;
  readonly published: Date;
  /** A day later with every change. */
  readonly modified: Date;
  readonly sections: readonly Section[];
  /** The first row is its head. */
  readonly table: readonly (readonly string[])[];
  /** A program in JavaScript. */
  readonly code: string;
}

/** A heading and what follows it. */
interface Section {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

const AUTHORS = ['Ada Marsh', 'Bela Thorn', 'Carla Wynn', 'Dorian Hale', 'Edda Frost', 'Finn Larkin'];
const PLACES = ['Arven', 'Brackwater', 'Corran', 'Dunmere', 'Elsby', 'Farrow', 'Glenholt', 'Harrowgate'];
const THINGS = ['Tides', 'Ledgers', 'Ferries', 'Lamps', 'Charts', 'Gardens', 'Bridges', 'Letters'];
const SUBJECTS = [
  'The harbour master',
  'An old surveyor',
  'The night ferry',
  'A keeper of bees',
  'The librarian',
  'Every second ship',
  'The baker of the lower town',
  'A visitor from the hills',
];
const VERBS = ['counted', 'described', 'left', 'measured', 'remembered', 'carried', 'mended', 'drew'];
const OBJECTS = [
  'the lamps along the quay',
  'a map of the northern shore',
  'the letters that nobody had opened',
  'three barrels of salt',
  'the bell of the town hall',
  'a garden behind the mill',
  'the names of all the boats',
  'a bridge that was never finished',
];
const ENDINGS = [
  'before the first snow fell',
  'while the others were still asleep',
  'and wrote it down the same evening',
  'as the old contract demanded',
  'although it had rained for a week',
  'so that it would not be forgotten',
  'and asked for nothing in return',
  'in the year of the long summer',
];

// All times of the site lie in 2024: a date of HTTP must not be one that is yet to come.
const FIRST_MS = Date.UTC(2024, 0, 1, 9);
const HOUR_MS = 3_600_000;
const HOURS = 24 * 300;

/**
 * The article at a path.
 * @param changes how often it was changed
 * @param special a sentence, and its language, that is to stand in it
 */
export function articleAt(
  path: string,
  changes: number,
  special?: { readonly sentence: string; readonly language: string },
): Article {
  const pick = picker(path);
  const number = /^\/articles\/(\d+)$/.exec(path)?.[1];
  const label = number === undefined ? path.slice(1).replaceAll('/', ' ') : `no. ${number}`;
  const [thing, place, author] = [pick(THINGS), pick(PLACES), pick(AUTHORS)];
  const hours = number === undefined ? 0 : Number(number) % HOURS;
  const published = new Date(FIRST_MS + hours * HOUR_MS);
  const edition = changes === 0 ? '' : `, and is written anew for the ${changes + 1}. time`;
  const sentence = special?.sentence ?? `This account of ${place}, ${label}, stands here alone${edition}.`;
  return {
    path,
    title: `${thing} of ${place}, ${label}`,
    author,
    language: special?.language ?? 'en',
    summary: `What ${author} found out about the ${thing.toLowerCase()} of ${place}.`,
    sentence,
    published,
    modified: new Date(published.getTime() + (changes + 1) * 24 * HOUR_MS),
    sections: ['How it began', 'What was found', 'What is left'].map((heading, index) => ({
      heading,
      paragraphs: [index === 0 ? `${sentence} ${paragraph(pick)}` : paragraph(pick), paragraph(pick)],
    })),
    table: [
      ['Place', 'Ships', 'Lamps'],
      ...[0, 1, 2].map((row) => [PLACES[row] ?? '', `${3 + row + hours}`, `${40 - row}`]),
    ],
    code: `function shipsOf(${thing.toLowerCase()}) {\n  return ${thing.toLowerCase()}.filter((one) => one.lamps < 40 && one.isOpen);\n}`,
  };
}

type Pick = <T>(from: readonly T[]) => T;

/** Picks the same for the same path. A generator of Lehmer's kind (Park and Miller 1988) is random enough for prose. */
function picker(path: string): Pick {
  let state = (createHash('sha256').update(path).digest().readUInt32BE() % 2_147_483_646) + 1;
  return (from) => {
    state = (state * 48_271) % 2_147_483_647;
    return from[state % from.length] as (typeof from)[number];
  };
}

function paragraph(pick: Pick): string {
  const sentences = Array.from(
    { length: 5 },
    () => `${pick(SUBJECTS)} ${pick(VERBS)} ${pick(OBJECTS)} ${pick(ENDINGS)}.`,
  );
  return sentences.join(' ');
}
