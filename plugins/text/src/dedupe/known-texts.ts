import { type Signature, SLOTS, similarity } from './signature.ts';

/** What a text is like. */
export interface Likeness {
  readonly id: string;
  /** 1: the same words. */
  readonly similarity: number;
}

/** The texts that are known, by their ids, and what is like a text. */
export class KnownTexts {
  readonly #threshold: number;
  readonly #rows: number;
  readonly #signatures = new Map<string, Signature>();
  readonly #exact = new Groups<string>();
  // Signatures that agree in one band are candidates (locality-sensitive hashing; Leskovec, Rajaraman, Ullman, chapter 3.4).
  readonly #bands = new Groups<number>();

  /** @param threshold from which similarity on a text is like another, 0.6 to 1 */
  constructor(threshold: number) {
    this.#threshold = threshold;
    // Of texts that are as alike as the threshold says 99 % become candidates: 1 - (1 - 0.85^8)^16, 1 - (1 - 0.6^4)^32.
    this.#rows = threshold >= 0.85 ? 8 : 4;
  }

  /** What known text of another id is most like this one. */
  find(id: string, signature: Signature): Likeness | undefined {
    for (const other of this.#exact.of(signature.digest))
      if (other !== id) return { id: other, similarity: 1 };
    const { minima } = signature;
    if (this.#threshold === 1 || !minima) return undefined;
    let best: Likeness | undefined;
    for (const other of this.#candidates(minima)) {
      const theirs = this.#signatures.get(other)?.minima;
      if (other === id || !theirs) continue;
      const share = similarity(minima, theirs);
      // Alike in all that was looked at, and yet not of the same words.
      if (share >= this.#threshold && share > (best?.similarity ?? 0))
        best = { id: other, similarity: Math.min(share, 0.99) };
    }
    return best;
  }

  /** Remembers a text, in place of what had its id. */
  put(id: string, signature: Signature): void {
    this.remove(id);
    this.#signatures.set(id, signature);
    this.#exact.add(signature.digest, id);
    for (const band of this.#bandsOf(signature)) this.#bands.add(band, id);
  }

  remove(id: string): void {
    const signature = this.#signatures.get(id);
    if (!signature) return;
    this.#signatures.delete(id);
    this.#exact.remove(signature.digest, id);
    for (const band of this.#bandsOf(signature)) this.#bands.remove(band, id);
  }

  #candidates(minima: Uint32Array): ReadonlySet<string> {
    const bands = this.#bandsOf({ digest: '', minima });
    return new Set(bands.flatMap((band) => this.#bands.of(band)));
  }

  #bandsOf({ minima }: Signature): readonly number[] {
    if (this.#threshold === 1 || !minima) return [];
    return Array.from({ length: SLOTS / this.#rows }, (_, band) => {
      let hash = band;
      for (let row = 0; row < this.#rows; row++)
        hash = Math.imul(hash ^ (minima[band * this.#rows + row] ?? 0), 0x01000193) ^ (hash >>> 15);
      return band * 2 ** 32 + (hash >>> 0);
    });
  }
}

/** Ids by key. Nearly every key has one id, and there may be a million keys: a set for each would take most of the memory. */
class Groups<Key> {
  readonly #ids = new Map<Key, string | Set<string>>();

  of(key: Key): readonly string[] {
    const there = this.#ids.get(key);
    if (there === undefined) return [];
    return typeof there === 'string' ? [there] : [...there];
  }

  add(key: Key, id: string): void {
    const there = this.#ids.get(key);
    if (there === undefined) this.#ids.set(key, id);
    else this.#ids.set(key, typeof there === 'string' ? new Set([there, id]) : there.add(id));
  }

  remove(key: Key, id: string): void {
    const rest = this.of(key).filter((other) => other !== id);
    if (rest.length > 1) this.#ids.set(key, new Set(rest));
    else if (rest[0] !== undefined) this.#ids.set(key, rest[0]);
    else this.#ids.delete(key);
  }
}
