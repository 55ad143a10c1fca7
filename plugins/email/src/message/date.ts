const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// RFC 5322, section 4.3; military zones are of no use, as it says itself.
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  bst: 60,
  wet: 0,
  west: 60,
  cet: 60,
  met: 60,
  cest: 120,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  jst: 540,
  hkt: 480,
};

const USUAL =
  /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{2,4})[,\s]+(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2}))?(?:\.\d+)?\s*(?:([ap]m)\s*)?\(?([+-]\s?\d{1,2}:?\d{2}|[a-z]{1,4})?/i;
// asctime, and what imitates it: Mon Jan  2 15:04:05 [EST] 2006 [+0100]
const ASCTIME =
  /([a-z]{3})[a-z]*\s+(\d{1,2}),?\s+(?:(\d{4}),?\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([ap]m)\s*)?([+-]\d{4}|[a-z]{1,4})?\s*(\d{4})?\s*([+-]\d{4})?/i;
const ISO = /(\d{4})-(\d{2})-(\d{2})[T\s]+(\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?/i;

/**
 * The moment of a `Date` field as epoch milliseconds (RFC 5322, sections 3.3 and 4.3, and what programs make of it). Without a zone
 * it is UTC: the zone of this machine would be a guess. `undefined` when it is no date.
 */
export function parseDate(raw: string | undefined): number | undefined {
  if (raw === undefined) return undefined;
  const text = raw.slice(0, 200).replaceAll(/\((?!\d)[^)]*\)/g, ' ');
  const usual = USUAL.exec(text);
  if (usual) {
    const [, day, month = '', year = '', hour, minute, second, half, zone] = usual;
    return moment(fullYear(year), MONTHS.indexOf(month.toLowerCase()), day, hour, minute, second, half, zone);
  }
  const iso = ISO.exec(text);
  if (iso) {
    const [, year = '', month, day, hour, minute, second, zone] = iso;
    return moment(Number(year), Number(month) - 1, day, hour, minute, second, undefined, zone);
  }
  const asctime = ASCTIME.exec(text);
  if (!asctime) return undefined;
  const [, month = '', day, early, hour, minute, second, half, zone, late, lateZone] = asctime;
  const year = early ?? late;
  if (year === undefined) return undefined;
  return moment(
    Number(year),
    MONTHS.indexOf(month.toLowerCase()),
    day,
    hour,
    minute,
    second,
    half,
    lateZone ?? zone,
  );
}

/** RFC 5322, section 4.3: 00 to 49 are of this century, three digits count from 1900. */
function fullYear(year: string): number {
  const number = Number(year);
  if (year.length === 2) return number < 50 ? 2000 + number : 1900 + number;
  return year.length === 3 ? 1900 + number : number;
}

function moment(
  year: number,
  month: number,
  day: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  half: string | undefined,
  zone: string | undefined,
): number | undefined {
  const date = Number(day);
  let hours = Number(hour);
  if (half?.toLowerCase() === 'pm' && hours < 12) hours += 12;
  if (half?.toLowerCase() === 'am' && hours === 12) hours = 0;
  const seconds = Math.min(Number(second ?? 0), 59);
  if (month < 0 || month > 11 || date < 1 || date > 31 || hours > 23 || Number(minute) > 59) return undefined;
  // `Date.UTC` takes the years 0 to 99 for those of the last century.
  const utc =
    new Date(0).setUTCFullYear(year, month, date) + ((hours * 60 + Number(minute)) * 60 + seconds) * 1000;
  return utc - offsetOf(zone) * 60_000;
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined) return 0;
  const digits = /^([+-])\s?(\d{1,2}):?(\d{2})$/.exec(zone);
  if (digits) return (digits[1] === '-' ? -1 : 1) * (Number(digits[2]) * 60 + Number(digits[3]));
  return ZONES[zone.toLowerCase()] ?? 0;
}
