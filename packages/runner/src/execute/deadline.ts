/** A time limit that can stand still: waiting for one's turn is not an attempt's own time. */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #reason: () => unknown;
  #leftMs: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /** @param reason makes the reason of the abort; @param outer aborts it as well */
  constructor(milliseconds: number, reason: () => unknown, outer: AbortSignal) {
    this.#leftMs = milliseconds;
    this.#reason = reason;
    this.signal = AbortSignal.any([outer, this.#controller.signal]);
    this.resume();
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs -= performance.now() - this.#since;
  }

  resume(): void {
    if (this.#timer !== undefined || this.#ended) return;
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#controller.abort(this.#reason()), Math.max(0, this.#leftMs));
  }

  /** Ends it without an abort. */
  clear(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Rejects with the signal's reason when it fires, even if the work goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
