/**
 * A date as pages write it, as ISO 8601: a date or a date with time, as exact as it was written and with the offset it was written
 * with. `undefined` for what is no certain date: none is guessed, none is completed.
 */
export function toIsoDate(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().replace(/\s+/g, ' ');
  if (text === '' || text.length > 60) return undefined;
  return readIso(text) ?? readRfc2822(text) ?? readNamedMonth(text);
}

const ISO =
  /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:(?:[T ]|\s?@\s?)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?(?:\[[\w/+-]+\])?)?)?)?$/i;

function readIso(text: string): string | undefined {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact) return date(compact[1], compact[2], compact[3]);
  const match = ISO.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, offset] = match;
  return withTime(date(year, month, day), hour, minute, second, offset);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = 'jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec';
const LONG_MONTH = 'january|february|march|april|june|july|august|september|october|november|december';

const RFC_2822 = new RegExp(
  `^(?:[a-z]{3,9},? )?(\\d{1,2})[ -](${MONTH})[ -](\\d{4}),? (\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?: (Z|UTC|GMT|[+-]\\d{4}))?$`,
  'i',
);

function readRfc2822(text: string): string | undefined {
  const match = RFC_2822.exec(text);
  if (!match) return undefined;
  const [, day, month, year, hour, minute, second, offset] = match;
  return withTime(date(year, monthNumber(month), day), hour, minute, second, offset);
}

const MONTH_FIRST = new RegExp(
  `^(?:[a-z]{3,9},? )?(${LONG_MONTH}|${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})$`,
  'i',
);
const DAY_FIRST = new RegExp(
  `^(?:[a-z]{3,9},? )?(\\d{1,2})(?:st|nd|rd|th)? (${LONG_MONTH}|${MONTH})\\.?,? (\\d{4})$`,
  'i',
);

function readNamedMonth(text: string): string | undefined {
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) return date(monthFirst[3], monthNumber(monthFirst[1]), monthFirst[2]);
  const dayFirst = DAY_FIRST.exec(text);
  return dayFirst ? date(dayFirst[3], monthNumber(dayFirst[2]), dayFirst[1]) : undefined;
}

function monthNumber(name: string | undefined): string {
  return String(MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1);
}

/** The date, if there is such a day. A year alone, or a year and a month, is one too. */
function date(year: string | undefined, month?: string, day?: string): string | undefined {
  const y = Number(year);
  // 0001 and the like are what systems write for "none".
  if (!Number.isInteger(y) || y < 1400 || y > 2200) return undefined;
  if (month === undefined) return year;
  const m = Number(month);
  if (!(m >= 1 && m <= 12)) return undefined;
  if (day === undefined) return `${year}-${pad(m)}`;
  const d = Number(day);
  if (!(d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate())) return undefined;
  return `${year}-${pad(m)}-${pad(d)}`;
}

function withTime(
  day: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  offset: string | undefined,
): string | undefined {
  if (day === undefined || hour === undefined || minute === undefined) return day;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined;
  const zone = zoneOf(offset);
  if (zone === undefined) return undefined;
  const time = `${day}T${hour.padStart(2, '0')}:${minute}:${second ?? '00'}${zone}`;
  // The beginning of Unix time is "none", too.
  return time.startsWith('1970-01-01T00:00:00') ? undefined : time;
}

function zoneOf(offset: string | undefined): string | undefined {
  if (offset === undefined) return '';
  if (/^(?:Z|UTC|GMT)$/i.test(offset)) return 'Z';
  const digits = offset.replace(':', '');
  const zone = `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`;
  if (Number(zone.slice(1, 3)) > 14 || Number(zone.slice(4)) > 59) return undefined;
  return zone === '+00:00' || zone === '-00:00' ? 'Z' : zone;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
