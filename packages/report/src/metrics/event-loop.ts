import { Durations } from './distribution.ts';

const EVERY_MS = 20;

/** Measures how late the event loop is: by how much a timer fires after its time. */
export class EventLoopDelay {
  readonly durations = new Durations();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.durations.add(Math.max(0, now - last - EVERY_MS));
      last = now;
    }, EVERY_MS);
    this.#timer.unref();
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
