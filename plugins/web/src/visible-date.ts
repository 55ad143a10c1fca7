import { toIsoDate } from './dates.ts';
import { monthOf } from './month-names.ts';

const DAY = String.raw`(0?[1-9]|[12]\d|3[01])`;
const YEAR = String.raw`((?:19|20)\d\d)`;
const YEAR_FIRST = new RegExp(
  String.raw`(?<!\d)${YEAR}(?:[-/.]|\s?年\s?)(\d{1,2})(?:[-/.]|\s?月\s?)(\d{1,2})(?!\d)`,
);
const DOTTED = new RegExp(String.raw`(?<![\d.])${DAY}\.\s?(\d{1,2})\.\s?${YEAR}(?!\d)`);
const SLASHED = new RegExp(String.raw`(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-]${YEAR}(?!\d)`);
// `01/25/26`: a number that can be no month tells where the day is, and what is behind both is the year.
const SHORT_YEAR = /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(\d\d)(?![\d/])/;
const MONTH_ALONE = new RegExp(String.raw`^(\p{L}{3,12})\.?,? ${YEAR}$`, 'u');
const DAY_MONTH = new RegExp(
  String.raw`(?<!\d)${DAY}(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:de |of )?(\p{L}{3,12})\.?,?[\s-]+(?:de |del )?${YEAR}(?!\d)`,
  'u',
);
const MONTH_DAY = new RegExp(String.raw`(\p{L}{3,12})\.?\s+${DAY}(?:st|nd|rd|th)?,?\s+${YEAR}(?!\d)`, 'u');

/**
 * The first date in a piece of text, as ISO 8601; a month with its year if the text is nothing else. Day and month of `03/04/2024` are told apart by the language of the page, and
 * not at all where that does not help.
 */
export function dateIn(text: string, language: string | undefined): string | undefined {
  const first = YEAR_FIRST.exec(text);
  if (first) return iso(first[1], first[2], first[3]);
  const dotted = DOTTED.exec(text);
  if (dotted) return iso(dotted[3], dotted[2], dotted[1]);
  const dayMonth = DAY_MONTH.exec(text);
  const month = dayMonth && monthOf(dayMonth[2] ?? '');
  if (dayMonth && month) return iso(dayMonth[3], String(month), dayMonth[1]);
  const monthDay = MONTH_DAY.exec(text);
  const other = monthDay && monthOf(monthDay[1] ?? '');
  if (monthDay && other) return iso(monthDay[3], String(other), monthDay[2]);
  const slashed = SLASHED.exec(text);
  if (slashed) return slashedDate(slashed[1] ?? '', slashed[2] ?? '', slashed[3], language);
  const short = SHORT_YEAR.exec(text);
  if (short && Number(short[1]) > 12 !== Number(short[2]) > 12)
    return slashedDate(short[1] ?? '', short[2] ?? '', `20${short[3]}`, language);
  const alone = MONTH_ALONE.exec(text);
  const only = alone && monthOf(alone[1] ?? '');
  return alone && only ? toIsoDate(`${alone[2]}-${String(only).padStart(2, '0')}`) : undefined;
}

function slashedDate(
  one: string,
  two: string,
  year: string | undefined,
  language: string | undefined,
): string | undefined {
  if (Number(one) > 12) return iso(year, two, one);
  if (Number(two) > 12 || one === two) return iso(year, one, two);
  if (language === 'en-US') return iso(year, one, two);
  // Of English without a country nobody knows.
  return language === undefined || language === 'en' ? undefined : iso(year, two, one);
}

function iso(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): string | undefined {
  return toIsoDate(`${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`);
}

/** The date in a path such as `/2024/05/03/title`. */
export function dateInUrl(url: string | undefined): string | undefined {
  const path = url === undefined ? undefined : URL.parse(url)?.pathname;
  const match = /\/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)/.exec(path ?? '');
  return match ? iso(match[1], match[2], match[3]) : undefined;
}
