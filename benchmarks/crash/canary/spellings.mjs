// Secrets that can be told apart, and where they are found, however they are spelled.
import { randomBytes } from 'node:crypto';

/**
 * How a secret ends: of letters and digits alone, it is spelled alike nearly everywhere; with what URLs, JSON and the like spell in
 * another way, it shows where that was forgotten.
 */
export const ENDINGS = { plain: () => randomBytes(4).toString('hex').slice(1), odd: () => `/+="\\'%` };

/** A secret of 24 characters. Its core is found in any spelling. */
export function makeSecret(ending) {
  const core = randomBytes(5).toString('hex');
  return { core, value: `CANARY-${core}${ENDINGS[ending]()}` };
}

/** What of the base64 of any text stands for the core in it: one of three, by what comes before. */
function inBase64(core) {
  return [0, 1, 2].map((shift) => {
    const bytes = Buffer.from('.'.repeat(shift) + core);
    // The first and the last character may hold bits of what stands beside.
    const first = Math.ceil((shift * 8) / 6);
    return bytes.toString('base64').slice(first, Math.floor((bytes.length * 8) / 6));
  });
}

/** Finds the cores of many secrets in a text. */
export class Finder {
  #spellings = new Map();

  add(name, core) {
    const spellings = {
      text: core,
      hex: Buffer.from(core).toString('hex'),
      bytes: [...Buffer.from(core)].join(','),
    };
    for (const text of Object.values(spellings)) this.#spellings.set(text, name);
    for (const text of inBase64(core)) this.#spellings.set(text, name);
  }

  /** What is in a text: the name of the secret, and what stands around it. */
  in(text) {
    const lower = text.toLowerCase();
    return [...this.#spellings].flatMap(([spelling, name]) => {
      // Base64 has both cases, everything else is found whatever its case.
      const isBase64 = spelling !== spelling.toLowerCase();
      const at = isBase64 ? text.indexOf(spelling) : lower.indexOf(spelling);
      if (at === -1) return [];
      const around = text.slice(Math.max(0, at - 50), at + spelling.length + 30);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what is shown on a terminal
      return [{ name, around: around.replaceAll(/[\x00-\x1f\x7f-\x9f]+/g, '·') }];
    });
  }
}
