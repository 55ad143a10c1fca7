import { Scope } from './scope.ts';

/** A time limit that can stand still: waiting for one's turn is not an attempt's own time. */
export class Deadline extends Scope {
  readonly #late: () => unknown;
  #leftMs: number;
  /** Since when it runs; `undefined` while it stands still. */
  #since: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  #pauses = 0;
  #pausedAt = 0;
  #stoodMs = 0;

  /** @param late makes the reason when the time is over */
  constructor(milliseconds: number, late: () => unknown, outer: Scope) {
    super(outer);
    this.#leftMs = milliseconds;
    this.#late = late;
    this.#run();
  }

  /** Stands still until it was resumed as often as it was paused. */
  pause(): void {
    if (this.#pauses++ === 0) this.#pausedAt = performance.now();
    if (this.#since === undefined) return;
    this.#leftMs -= performance.now() - this.#since;
    this.#since = undefined;
  }

  resume(): void {
    if (--this.#pauses === 0) this.#stoodMs += performance.now() - this.#pausedAt;
    this.#run();
  }

  /** Milliseconds that it stood still, up to the last `resume`. */
  get stoodMs(): number {
    return this.#stoodMs;
  }

  #run(): void {
    if (this.#pauses > 0 || this.#since !== undefined || this.#ended) return;
    this.#since = performance.now();
    // One timer however often it stands still: there may be a million pauses, and hardly one of them matters.
    this.#timer ??= setTimeout(() => this.#check(), Math.max(0, this.#leftMs));
  }

  /** Has all of its time again. */
  restart(milliseconds: number): void {
    this.#leftMs = milliseconds;
    if (this.#since !== undefined) this.#since = performance.now();
  }

  /** It is over in time. */
  override end(): void {
    super.end();
    this.#ended = true;
    this.#since = undefined;
    clearTimeout(this.#timer);
  }

  #check(): void {
    this.#timer = undefined;
    if (this.#since === undefined) return;
    const left = this.#leftMs - (performance.now() - this.#since);
    if (left > 0) this.#timer = setTimeout(() => this.#check(), Math.ceil(left));
    else this.abort(this.#late());
  }
}

/** Rejects with the signal's reason when it fires, even if the work goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const scope = new Scope(signal);
  return scope.race(work).finally(() => scope.end());
}
