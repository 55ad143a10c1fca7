import { createHash } from 'node:crypto';

/** How many minima a signature has. The share of those that two have in common estimates their Jaccard similarity. */
export const SLOTS = 128;

/** What is kept of a text to compare it. */
export interface Signature {
  /** Of the words in order, whatever is between them and however they are written. */
  readonly digest: string;
  /** MinHash; `undefined` of a text of too few words to be like another one. */
  readonly minima: Uint32Array | undefined;
}

const SHINGLE = 3;
const FEWEST_WORDS = 8;
// Scripts without spaces between words: each character counts as one.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu;

/**
 * The signature of a text. MinHash with one permutation (Li, Owen, Zhang 2012), empty slots filled as of Shrivastava 2017, over
 * sequences of three words.
 */
export function signatureOf(text: string): Signature {
  const words = text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
  // A text without words is like those of the same signs alone.
  const content = words.length > 0 ? words.join(' ') : text.trim();
  const digest = createHash('sha256').update(content).digest('base64url');
  return { digest, minima: words.length < FEWEST_WORDS ? undefined : minimaOf(words) };
}

/** The share of minima that two texts have in common. */
export function similarity(one: Uint32Array, other: Uint32Array): number {
  let same = 0;
  for (let slot = 0; slot < SLOTS; slot++) if (one[slot] === other[slot]) same++;
  return same / SLOTS;
}

const EMPTY = 0xffffffff;

function minimaOf(words: readonly string[]): Uint32Array {
  const hashes = words.map(hashOf);
  const minima = new Uint32Array(SLOTS).fill(EMPTY);
  for (let index = 0; index + SHINGLE <= hashes.length; index++) {
    let hash = 0;
    for (let word = index; word < index + SHINGLE; word++)
      hash = mixed(Math.imul(hash, 0x9e3779b1) ^ (hashes[word] ?? 0));
    const slot = hash >>> 25;
    const value = mixed(hash ^ 0x85ebca6b) >>> 0;
    if (value < (minima[slot] ?? 0)) minima[slot] = value;
  }
  return filled(minima);
}

/** An empty slot takes what some other has, the same other in every text. */
function filled(minima: Uint32Array): Uint32Array {
  const whole = minima.slice();
  for (let slot = 0; slot < SLOTS; slot++) {
    if (minima[slot] !== EMPTY) continue;
    for (let attempt = 1, other = slot; whole[slot] === EMPTY && attempt < 10 * SLOTS; attempt++) {
      other = mixed(Math.imul(slot + 1, 0x27d4eb2f) ^ Math.imul(attempt, 0x165667b1)) >>> 25;
      if (minima[other] !== EMPTY) whole[slot] = minima[other] ?? EMPTY;
    }
  }
  return whole;
}

/** FNV-1a over UTF-16 code units, mixed. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++)
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  return mixed(hash);
}

/** The finalizer of MurmurHash3. */
function mixed(hash: number): number {
  let mix = hash ^ (hash >>> 16);
  mix = Math.imul(mix, 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}
