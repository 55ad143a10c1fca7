// The months as people write them, in the languages that most pages are in. The names are ICU's.
const LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'cs',
  'sv',
  'da',
  'nb',
  'fi',
  'hu',
  'ro',
  'tr',
  'ru',
  'uk',
  'el',
  'id',
];

const MONTHS = new Map<string, number>();

function learnMonths(): void {
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      // With a day beside it, Slavic months are in the genitive.
      const format = new Intl.DateTimeFormat(language, { month: style, day: 'numeric', timeZone: 'UTC' });
      const alone = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' });
      for (let month = 0; month < 12; month++) {
        const day = new Date(Date.UTC(2020, month, 1));
        const parts = [...format.formatToParts(day), ...alone.formatToParts(day)];
        for (const { type, value } of parts) if (type === 'month') remember(value, month + 1);
      }
    }
  }
}

function remember(name: string, month: number): void {
  const key = keyOf(name);
  // The same letters for two months in two languages say nothing.
  if (/^\p{L}{3,}$/u.test(key)) MONTHS.set(key, (MONTHS.get(key) ?? month) === month ? month : 0);
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** The number of a month by its name in one of many languages, long or short. */
export function monthOf(name: string): number | undefined {
  if (MONTHS.size === 0) learnMonths();
  const key = keyOf(name);
  return MONTHS.get(key) || (key === 'sept' ? 9 : undefined);
}
