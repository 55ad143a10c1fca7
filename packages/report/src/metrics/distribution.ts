import { createHistogram } from 'node:perf_hooks';

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

// In hundredths of a millisecond: what is shorter is nothing. Thirty days are longer than any run.
const UNITS = 100;
const MOST = 30 * 24 * 3600_000 * UNITS;

/**
 * Milliseconds, counted in Node's own HDR histogram (Gil Tene, hdrhistogram.org): flat in memory however many there are, and each
 * percentile within 0.1 %.
 */
export class Durations {
  readonly #histogram = createHistogram({ lowest: 1, highest: MOST, figures: 3 });
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  add(milliseconds: number): void {
    this.#count++;
    this.#sum += milliseconds;
    this.#min = Math.min(this.#min, milliseconds);
    this.#max = Math.max(this.#max, milliseconds);
    // It takes whole numbers from 1: everything is one more than it is.
    this.#histogram.record(Math.min(MOST, Math.round(milliseconds * UNITS) + 1));
  }

  distribution(): Distribution {
    const share = (percent: number) => {
      const value = (this.#histogram.percentile(percent) - 1) / UNITS;
      return rounded(Math.min(this.#max, Math.max(this.#min, value)));
    };
    if (this.#count === 0) return { count: 0, sum: 0, min: 0, max: 0, p50: 0, p95: 0, p99: 0 };
    return {
      count: this.#count,
      sum: rounded(this.#sum),
      min: rounded(this.#min),
      max: rounded(this.#max),
      p50: share(50),
      p95: share(95),
      p99: share(99),
    };
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * UNITS) / UNITS;
}
