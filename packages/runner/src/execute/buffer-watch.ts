import type { Worker } from 'node:worker_threads';

const EVERY_MS = 100;

/**
 * Ends workers that hold more bytes outside of their heap than they may. The heap limit of a worker does not count what Buffers
 * hold, so somebody has to look; this looks from outside, and works while the worker is busy.
 */
export class BufferWatch {
  readonly #workers: () => readonly Worker[];
  readonly #mostBytes: number;
  #timer: NodeJS.Timeout | undefined;
  #busy = 0;
  #ended = false;

  constructor(workers: () => readonly Worker[], mostBytes: number) {
    this.#workers = workers;
    this.#mostBytes = mostBytes;
  }

  /** Whether the worker whose end has just been heard of was ended for that. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Watches as long as some work goes on. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#busy++;
    this.#timer ??= setInterval(() => void this.#look(), EVERY_MS).unref();
    try {
      return await work;
    } finally {
      if (--this.#busy === 0) {
        clearInterval(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  async #look(): Promise<void> {
    await Promise.all(this.#workers().map((worker) => this.#lookAt(worker)));
  }

  async #lookAt(worker: Worker): Promise<void> {
    // One that has ended meanwhile holds nothing.
    const held = await worker.getHeapStatistics().then(
      (statistics) => statistics.external_memory,
      () => 0,
    );
    if (held <= this.#mostBytes) return;
    worker.once('exit', () => {
      // The pool fails the worker's task in the same turn of the loop, and that task asks `hasEnded`.
      this.#ended = true;
      setImmediate(() => {
        this.#ended = false;
      });
    });
    await worker.terminate();
  }
}
