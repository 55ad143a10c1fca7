import { isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

// C0 without tab and line feed, DEL, C1, and the marks that turn the direction of text around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text from outside, safe for a terminal: no control sequences; its lines stay. */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, '');
}

/** Text from outside on one line, safe for a terminal. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ').trim();
}

/** `1 source`, `2,000 sources`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${number(amount)} ${amount === 1 ? noun : plural}`;
}

/** `12,345`. */
export function number(amount: number): string {
  // To load the data of a locale takes as long as to start Node: small numbers go without.
  const isPlain = Number.isInteger(amount) && amount >= 0 && amount < 1000;
  return isPlain ? String(amount) : amount.toLocaleString('en-US');
}

/** `340 ms`, `3.4 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time still to go, no more exact than an estimate is. */
export function roughly(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 10) return `${seconds} s`;
  if (seconds < 60) return `${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `12/s`, `3/min`: how many sources end in a time. */
export function rate(ended: number, ms: number): string | undefined {
  if (ended === 0 || ms <= 0) return undefined;
  const perSecond = (ended * 1000) / ms;
  return perSecond >= 1
    ? `${number(Math.round(perSecond))}/s`
    : `${number(Math.max(1, Math.round(perSecond * 60)))}/min`;
}

/** `512 B`, `1.2 MB`. */
export function bytes(amount: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = amount;
  let unit = 0;
  // 999.95 would be shown as 1000.0.
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** `$0.00`; small amounts are not rounded away. */
export function money(amount: number): string {
  if (amount > 0 && amount < 0.00005) return 'under $0.0001';
  return `$${amount.toFixed(amount > 0 && amount < 0.01 ? 4 : 2)}`;
}

/** The same for what must not be passed: never less than it is. */
export function moneyAtMost(amount: number): string {
  return money(roundedUp(amount, amount < 0.01 ? 4 : 2));
}

/** An amount as `--max-cost` takes it, never less than it is. */
export function figureAtMost(amount: number): string {
  return roundedUp(amount, 2).toFixed(2);
}

function roundedUp(amount: number, digits: number): number {
  // A sum of prices is a little more than it is: a millionth is the smallest amount there is.
  return Math.ceil(Math.round(amount * 1e6) / 10 ** (6 - digits)) / 10 ** digits;
}

/** `25%`. 100% only when it is all. */
export function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)}%`;
}

/** Every line moved to the right. */
export function indent(text: string, width: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(width));
}

/** A path as a person in `cwd` would write it: short where it is near. */
export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}
