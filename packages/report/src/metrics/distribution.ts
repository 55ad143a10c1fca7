/** How values are spread. Milliseconds; all of them 0 where there is no value. */
export interface Distribution {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

// A bucket reaches 1 % further than the one before it, so its middle is within 0.5 % of what is in it.
const GROWTH = Math.log(1.01);
// In hundredths of a millisecond: what is shorter is nothing. Thirty days are longer than any run.
const UNITS = 100;
const BUCKETS = Math.ceil(Math.log(30 * 24 * 3600_000 * UNITS) / GROWTH) + 1;

/**
 * Milliseconds, counted in buckets whose bounds grow by a factor (DDSketch: Masson, Rim and Lee, VLDB 2019): flat in memory and fast however
 * many there are, and each percentile within 0.5 %.
 */
export class Durations {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  add(milliseconds: number): void {
    this.#count++;
    this.#sum += milliseconds;
    if (milliseconds < this.#min) this.#min = milliseconds;
    if (milliseconds > this.#max) this.#max = milliseconds;
    const bucket = bucketOf(milliseconds);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
  }

  distribution(): Distribution {
    if (this.#count === 0) return { count: 0, sum: 0, min: 0, max: 0, p50: 0, p95: 0, p99: 0 };
    return {
      count: this.#count,
      sum: rounded(this.#sum),
      min: rounded(this.#min),
      max: rounded(this.#max),
      p50: this.#at(0.5),
      p95: this.#at(0.95),
      p99: this.#at(0.99),
    };
  }

  /** By nearest rank. */
  #at(share: number): number {
    let left = Math.ceil(share * this.#count);
    const bucket = this.#buckets.findIndex((count) => {
      left -= count;
      return left <= 0;
    });
    const middle = bucket === 0 ? 0 : Math.exp((bucket - 0.5) * GROWTH) / UNITS;
    return rounded(Math.min(this.#max, Math.max(this.#min, middle)));
  }
}

// The same is added to several distributions, one after the other.
let last = { milliseconds: 0, bucket: 0 };

function bucketOf(milliseconds: number): number {
  if (milliseconds === last.milliseconds) return last.bucket;
  const units = milliseconds * UNITS;
  const bucket = units <= 1 ? 0 : Math.min(BUCKETS - 1, Math.ceil(Math.log(units) / GROWTH));
  last = { milliseconds, bucket };
  return bucket;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * UNITS) / UNITS;
}
