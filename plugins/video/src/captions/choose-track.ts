/** How captions came to be. Written by people is better than heard by a machine, and that is better than translated by one. */
export type CaptionKind = 'human' | 'automatic' | 'translated';

/** A track of captions that could be taken. */
export interface Track {
  /** BCP 47, as the source tells it; `undefined` where it does not. */
  readonly language: string | undefined;
  readonly kind: CaptionKind;
  /** The one that players show first. */
  readonly isDefault?: boolean | undefined;
  /** What is shown where people speak another language, and nothing else. */
  readonly isForced?: boolean | undefined;
  /** With sounds and speakers, for those who cannot hear them: more to read. */
  readonly isForDeaf?: boolean | undefined;
}

const KINDS: readonly CaptionKind[] = ['human', 'automatic', 'translated'];

/** What is wanted of a source. */
export interface Wanted {
  /** BCP 47, the best first; empty: the language that is spoken. */
  readonly languages: readonly string[];
  readonly kinds: readonly CaptionKind[];
  /** What is spoken, where the source tells it. */
  readonly spoken?: string | undefined;
}

/**
 * The track to take: by the order of the languages first, then by kind, then as players choose. `undefined` if none fits. Without a language that is asked for a
 * translation is never taken.
 */
export function chooseTrack<T extends Track>(tracks: readonly T[], wanted: Wanted): T | undefined {
  const { languages, kinds, spoken } = wanted;
  const isAsked = languages.length > 0;
  const preferred = isAsked ? languages : spoken === undefined ? [] : [spoken];
  const ranked = tracks.flatMap((track, place) => {
    if (!kinds.includes(track.kind) || (!isAsked && track.kind === 'translated')) return [];
    const language = languageRank(track.language, preferred);
    if (isAsked && language === undefined) return [];
    const rank = [
      language ?? Number.MAX_SAFE_INTEGER,
      KINDS.indexOf(track.kind),
      Number(track.isForced ?? false),
      Number(!(track.isDefault ?? false)),
      Number(!(track.isForDeaf ?? false)),
      place,
    ];
    return [{ track, rank }];
  });
  return ranked.toSorted((a, b) => compare(a.rank, b.rank))[0]?.track;
}

// For each language that is asked for: the same tag, a narrower one, a wider one, another of the same language.
const DEGREES = 4;

/** How well a language fits, 0 being best (after the look-up of RFC 4647, and its extended filter); `undefined`: not at all. A track without one fits last. */
function languageRank(language: string | undefined, wanted: readonly string[]): number | undefined {
  if (language === undefined) return wanted.length * DEGREES;
  for (const [place, range] of wanted.entries()) {
    const degree = languageDegree(normal(language), normal(range));
    if (degree !== undefined) return place * DEGREES + degree;
  }
  return undefined;
}

function languageDegree(tag: string, range: string): number | undefined {
  if (range === '*' || tag === range) return 0;
  const [language, script] = parts(tag);
  const [wanted, wantedScript] = parts(range);
  if (language !== wanted) return undefined;
  // Who reads simplified characters may not read traditional ones.
  if (script !== undefined && wantedScript !== undefined && script !== wantedScript) return undefined;
  if (tag.startsWith(`${range}-`)) return 1;
  return range.startsWith(`${tag}-`) ? 2 : 3;
}

function parts(tag: string): readonly [language: string, script: string | undefined] {
  const [language = tag, ...rest] = tag.split('-');
  return [language, rest.find((part) => /^[A-Z][a-z]{3}$/.test(part))];
}

/** A tag as BCP 47 writes it: sites write `zh_TW`, containers `ger`, and YouTube `en-orig` and `en-nP7-2PuUl7o`. */
export function normal(tag: string): string {
  if (tag === '*') return tag;
  const written = tag.replaceAll('_', '-').replace(/-orig$/, '');
  for (let text = written; text !== ''; text = text.slice(0, Math.max(0, text.lastIndexOf('-')))) {
    try {
      return Intl.getCanonicalLocales(BIBLIOGRAPHIC[text.toLowerCase()] ?? text)[0] ?? written;
    } catch {
      // What stands behind the last hyphen is no part of a tag.
    }
  }
  return written;
}

// The codes of ISO 639-2/B, which containers use: Intl knows the other ones.
const BIBLIOGRAPHIC: Readonly<Record<string, string>> = {
  alb: 'sq',
  arm: 'hy',
  baq: 'eu',
  bur: 'my',
  chi: 'zh',
  cze: 'cs',
  dut: 'nl',
  fre: 'fr',
  geo: 'ka',
  ger: 'de',
  gre: 'el',
  ice: 'is',
  mac: 'mk',
  mao: 'mi',
  may: 'ms',
  per: 'fa',
  rum: 'ro',
  slo: 'sk',
  tib: 'bo',
  wel: 'cy',
  und: 'und',
};

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The tag of a track for the document: `undefined` where it says nothing. */
export function documentLanguage(language: string | undefined): string | undefined {
  if (language === undefined) return undefined;
  const tag = normal(language);
  return tag === 'und' || tag === '' ? undefined : tag;
}
