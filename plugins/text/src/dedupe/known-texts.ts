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
  readonly #exact = new Map<string, Set<string>>();
  // Signatures that agree in one band are candidates (locality-sensitive hashing; Leskovec, Rajaraman, Ullman, chapter 3.4).
  readonly #bands = new Map<string, Set<string>>();

  /** @param threshold from which similarity on a text is like another, 0.6 to 1 */
  constructor(threshold: number) {
    this.#threshold = threshold;
    // Of texts that are as alike as the threshold says 99 % become candidates: 1 - (1 - 0.85^8)^16, 1 - (1 - 0.6^4)^32.
    this.#rows = threshold >= 0.85 ? 8 : 4;
  }

  /** What known text of another id is most like this one. */
  find(id: string, signature: Signature): Likeness | undefined {
    for (const other of this.#exact.get(signature.digest) ?? [])
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
    addTo(this.#exact, signature.digest, id);
    for (const band of this.#bandsOf(signature)) addTo(this.#bands, band, id);
  }

  remove(id: string): void {
    const signature = this.#signatures.get(id);
    if (!signature) return;
    this.#signatures.delete(id);
    removeFrom(this.#exact, signature.digest, id);
    for (const band of this.#bandsOf(signature)) removeFrom(this.#bands, band, id);
  }

  #candidates(minima: Uint32Array): ReadonlySet<string> {
    const bands = this.#bandsOf({ digest: '', minima });
    return new Set(bands.flatMap((band) => [...(this.#bands.get(band) ?? [])]));
  }

  #bandsOf({ minima }: Signature): readonly string[] {
    if (this.#threshold === 1 || !minima) return [];
    return Array.from({ length: SLOTS / this.#rows }, (_, band) => {
      let hash = band;
      for (let row = 0; row < this.#rows; row++)
        hash = Math.imul(hash ^ (minima[band * this.#rows + row] ?? 0), 0x01000193) ^ (hash >>> 15);
      return `${band}:${hash}`;
    });
  }
}

function addTo(map: Map<string, Set<string>>, key: string, id: string): void {
  const there = map.get(key);
  if (there) there.add(id);
  else map.set(key, new Set([id]));
}

function removeFrom(map: Map<string, Set<string>>, key: string, id: string): void {
  const there = map.get(key);
  there?.delete(id);
  if (there?.size === 0) map.delete(key);
}
