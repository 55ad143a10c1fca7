import { RE2JS } from 're2js';
import { findCards } from './cards.ts';
import { findEmails } from './emails.ts';
import { findIbans } from './ibans.ts';
import type { Detector, Match } from './match.ts';
import { nationalIds } from './national-ids.ts';
import { runsOf } from './numbers.ts';
import type { OwnPattern, RedactOptions } from './options.ts';
import { findPhones } from './phones.ts';
import { findSecrets } from './secrets.ts';

/** What the options ask for, as one detector. */
export async function detectorOf(options: Omit<RedactOptions, 'report'>): Promise<Detector> {
  const { find, patterns, nationalIds: countries } = options;
  const detectors: Detector[] = [
    ...(find.includes('email') ? [findEmails] : []),
    ...(find.includes('secret') ? [findSecrets] : []),
    ...(find.includes('iban') ? [findIbans] : []),
    (text) => findNumbers(text, options),
    ...(countries.length > 0 ? [await nationalIds(countries)] : []),
    ...patterns.map(ownPattern),
  ];
  return (text) => detectors.flatMap((detect) => [...detect(text)]);
}

function* findNumbers(
  text: string,
  { find, phoneRegions }: Pick<RedactOptions, 'find' | 'phoneRegions'>,
): Generator<Match> {
  const [cards, phones] = [find.includes('card'), find.includes('phone')];
  if (!cards && !phones) return;
  for (const run of runsOf(text)) {
    if (cards) yield* findCards(text, run);
    if (phones) yield* findPhones(text, run, phoneRegions);
  }
}

function ownPattern({ name, pattern }: OwnPattern): Detector {
  const compiled = RE2JS.compile(pattern);
  return function* (text) {
    const matcher = compiled.matcher(text);
    while (matcher.find()) {
      const [start, end] = [matcher.start(), matcher.end()];
      if (end > start) yield { start, end, type: name, value: text.slice(start, end) };
    }
  };
}
