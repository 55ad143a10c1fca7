import { letterUnits } from './content/letters.ts';

const RUN = 3;
const MAX_WORDS = 20_000;

/**
 * The simhash of a text (Charikar 2002), over runs of three words, 64 bits in hexadecimal: texts that are nearly the same differ in few
 * bits, by custom at most three (Manku 2007). Upper case, punctuation and Markdown signs count for nothing.
 */
export function fingerprint(markdown: string): string {
  const hashes = wordHashes(markdown.replace(/\]\((?:\\.|[^()\\])*\)/g, ']').toLowerCase());
  if (hashes.length === 0) return '0'.repeat(16);
  return BigInt(`0b${votesOf(hashes).majority()}`)
    .toString(16)
    .padStart(16, '0');
}

function votesOf(hashes: Int32Array): Votes {
  const count = hashes.length / 2;
  const votes = new Votes();
  for (let at = 0; at < Math.max(1, count - RUN + 1); at++) {
    let [one, two] = [0, 0];
    for (let word = at; word < Math.min(at + RUN, count); word++) {
      one = mix(Math.imul(one, 31) + (hashes[2 * word] ?? 0));
      two = mix(Math.imul(two, 37) + (hashes[2 * word + 1] ?? 0));
    }
    votes.add(one, two);
  }
  return votes;
}

/** How many hashes have each of 64 bits. */
class Votes {
  #count = 0;
  readonly #ones = new Float64Array(64);
  // Four bits are counted at once, in the four bytes of a number, until one of them could overflow.
  readonly #lanes = new Int32Array(16);

  add(high: number, low: number): void {
    const lanes = this.#lanes;
    for (let lane = 0; lane < 8; lane++) {
      const shift = 28 - 4 * lane;
      lanes[lane] = (lanes[lane] ?? 0) + (LANES[(high >>> shift) & 15] ?? 0);
      lanes[lane + 8] = (lanes[lane + 8] ?? 0) + (LANES[(low >>> shift) & 15] ?? 0);
    }
    if (++this.#count % 255 === 0) this.#empty();
  }

  #empty(): void {
    for (let bit = 0; bit < 64; bit++) {
      const lane = this.#lanes[bit >> 2] ?? 0;
      this.#ones[bit] = (this.#ones[bit] ?? 0) + ((lane >>> (24 - 8 * (bit & 3))) & 255);
    }
    this.#lanes.fill(0);
  }

  /** Of each bit what more than half of the hashes have. */
  majority(): string {
    this.#empty();
    let bits = '';
    for (const ones of this.#ones) bits += 2 * ones > this.#count ? '1' : '0';
    return bits;
  }
}

/** Of each number of four bits its bits, one in each byte. */
const LANES = Int32Array.from({ length: 16 }, (_, bits) =>
  [8, 4, 2, 1].reduce((lanes, bit) => (lanes << 8) | ((bits & bit) === 0 ? 0 : 1), 0),
);

/** Two 32-bit numbers for each word: FNV-1a with two offsets. */
function wordHashes(text: string): Int32Array {
  let count = 0;
  let [one, two]: readonly [number, number] = OFFSETS;
  let isOpen = false;
  for (let at = 0; at <= text.length && count < hashes.length; at++) {
    const units = at < text.length ? letterUnits(text, at) : 0;
    if (units > 0) {
      for (const end = at + units - 1; ; at++) {
        const code = text.charCodeAt(at);
        one = Math.imul(one ^ code, 0x01000193);
        two = Math.imul(two ^ code, 0x85ebca6b);
        if (at === end) break;
      }
      isOpen = true;
    } else if (isOpen) {
      hashes[count++] = one;
      hashes[count++] = two;
      [one, two] = OFFSETS;
      isOpen = false;
    }
  }
  return hashes.subarray(0, count);
}

// One for all texts: it is as large as it may become.
const hashes = new Int32Array(2 * MAX_WORDS);
const OFFSETS: readonly [number, number] = [0x811c9dc5, 0x9747b28c];

/** The end of MurmurHash3: each bit depends on all. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
