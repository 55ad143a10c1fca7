import type { Region } from './regions.ts';
import { SIGNS } from './signs.ts';

/** The region that looks most like the one that holds the article, and those around it. */
export interface Candidate {
  readonly region: Region | undefined;
  readonly path: ReadonlySet<Region>;
}

/** The best by the text in it; links count against it. */
export function bestByText(regions: readonly Region[]): Candidate {
  return candidate(regions, (region) => region.score);
}

/** The best by its paragraphs and what its class says. */
export function bestByParagraphs(regions: readonly Region[]): Candidate {
  return candidate(regions, (region) =>
    region.paragraphScore <= 0 ? 0 : region.paragraphScore + weightOf(region),
  );
}

function candidate(regions: readonly Region[], scoreOf: (region: Region) => number): Candidate {
  const region = bestOf(regions, scoreOf);
  return { region, path: pathOf(region) };
}

function bestOf(regions: readonly Region[], scoreOf: (region: Region) => number): Region | undefined {
  let best: Region | undefined;
  let most = 0;
  for (const region of regions) {
    const score = scoreOf(region) * (1 - (region.words === 0 ? 0 : region.linkWords / region.words));
    if (score > most && region.parent !== undefined) {
      best = region;
      most = score;
    }
  }
  return best;
}

function pathOf(region: Region | undefined): ReadonlySet<Region> {
  const path = new Set<Region>();
  for (let at = region; at !== undefined; at = at.parent) path.add(at);
  return path;
}

const bitsOf = (...names: readonly string[]): number =>
  names.reduce((bits, name) => bits | (1 << SIGNS.indexOf(name)), 0);
const BAD = bitsOf(
  'navigation',
  'footer',
  'header',
  'side',
  'comments',
  'related',
  'share',
  'advert',
  'subscribe',
  'overlay',
  'hidden',
);
const GOOD = bitsOf('body', 'prose');

/** Readability's weight of a class. */
function weightOf({ signs }: Region): number {
  return ((signs & GOOD) === 0 ? 0 : 25) - ((signs & BAD) === 0 ? 0 : 25);
}
