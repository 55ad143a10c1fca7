import { countrySpecs, isValidIBAN } from 'ibantools';
import type { Match } from './match.ts';

const BEGIN = /(?<![\p{L}\p{N}])([A-Z]{2})\d{2}/gu;
const AFTER = /[\p{L}\p{N}]/u;

/** International bank account numbers (ISO 13616), with or without spaces, by country, length and check digits. */
export function* findIbans(text: string): Generator<Match> {
  for (const { index, 1: country = '' } of text.matchAll(BEGIN)) {
    const length = countrySpecs[country]?.chars;
    if (!length) continue;
    const end = endOf(text, index, length);
    if (end === undefined || AFTER.test(text.slice(end, end + 2))) continue;
    const value = text.slice(index, end).replaceAll(/[ \u00a0-]/g, '');
    if (isValidIBAN(value)) yield { start: index, end, type: 'IBAN', value };
  }
}

/** Where so many capital letters and digits have passed, with at most one space between two of them. */
function endOf(text: string, start: number, length: number): number | undefined {
  let count = 0;
  let spaces = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] ?? '';
    if (/[A-Z0-9]/.test(character)) {
      spaces = 0;
      if (++count === length) return at + 1;
    } else if (!/[ \u00a0-]/.test(character) || ++spaces > 1) return undefined;
  }
  return undefined;
}
