const RUN = 3;
const MAX_WORDS = 20_000;

/**
 * The simhash of a text (Charikar 2002), over runs of three words, 64 bits in hexadecimal: texts that are nearly the same differ in few
 * bits, by custom at most three (Manku 2007). Upper case, punctuation and Markdown signs count for nothing.
 */
export function fingerprint(markdown: string): string {
  const words = markdown
    .replace(/\]\((?:\\.|[^()\\])*\)/g, ']')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, MAX_WORDS);
  if (words === undefined) return '0'.repeat(16);
  const hashes = words.map(hash);
  const votes = new Int32Array(64);
  for (let at = 0; at < Math.max(1, words.length - RUN + 1); at++) {
    let [one, two] = [0, 0];
    for (let word = at; word < Math.min(at + RUN, hashes.length); word++) {
      const [high = 0, low = 0] = hashes[word] ?? [];
      one = mix(Math.imul(one, 31) + high);
      two = mix(Math.imul(two, 37) + low);
    }
    vote(votes, one, two);
  }
  let bits = '';
  for (const sum of votes) bits += sum > 0 ? '1' : '0';
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

function vote(votes: Int32Array, high: number, low: number): void {
  for (let bit = 0; bit < 32; bit++) {
    votes[bit] = (votes[bit] ?? 0) + ((high >>> (31 - bit)) & 1) * 2 - 1;
    votes[bit + 32] = (votes[bit + 32] ?? 0) + ((low >>> (31 - bit)) & 1) * 2 - 1;
  }
}

/** Two 32-bit numbers: FNV-1a with two offsets. */
function hash(text: string): readonly [number, number] {
  let one = 0x811c9dc5;
  let two = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return [one, two];
}

/** The end of MurmurHash3: each bit depends on all. */
function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
