// So many failures on end are no coincidence.
const MOST_FAILURES = 5;
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

/**
 * A circuit breaker: a provider that has failed several times on end is left alone for a while, twice as long each time. After the rest one
 * success is enough. (Nygard, "Release It!", chapter 5.)
 */
export class Breaker {
  #failures = 0;
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
    this.#failures++;
    // What was asked before the rest began may fail during it.
    if (this.#failures < MOST_FAILURES || this.waitMs > 0) return;
    this.#openUntil = performance.now() + this.#restMs;
    this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
  }
}
