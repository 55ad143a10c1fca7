// So many failures on end, over so long a time, are no coincidence: of many calls at once several may fail together.
const MOST_FAILURES = 5;
const LEAST_SPAN_MS = 1_000;
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

/**
 * A circuit breaker: a provider that has failed for a while is left alone for a while, twice as long each time. After the rest one
 * success is enough. (Nygard, "Release It!", chapter 5.)
 */
export class Breaker {
  #failures = 0;
  #since = 0;
  #restMs = FIRST_REST_MS;
  #openUntil = 0;

  /** In how many milliseconds it may be asked again; 0: now. */
  get waitMs(): number {
    return Math.max(0, this.#openUntil - performance.now());
  }

  succeeded(): void {
    this.#failures = 0;
    this.#restMs = FIRST_REST_MS;
    this.#openUntil = 0;
  }

  failed(): void {
    if (this.#failures++ === 0) this.#since = performance.now();
    // What was asked before the rest began may fail during it.
    if (this.#failures < MOST_FAILURES || performance.now() - this.#since < LEAST_SPAN_MS || this.waitMs > 0)
      return;
    this.#openUntil = performance.now() + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
  }
}
