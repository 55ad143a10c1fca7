/**
 * Items in batches: of the given size, or smaller when that takes longer than `lingerMs` after the first one. Reads one item ahead.
 */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  size: number,
  lingerMs: number,
): AsyncGenerator<readonly T[]> {
  const filling = new Filling<T>(size, lingerMs);
  const iterator = items[Symbol.asyncIterator]();
  const pumping = pump(iterator, filling);
  try {
    for (let batch = await filling.take(); batch; batch = await filling.take()) yield batch;
    await pumping;
  } finally {
    filling.stop();
    // Not awaited: an iterator that hangs would hang here too. Its errors came out above.
    pumping.catch(() => undefined);
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

async function pump<T>(iterator: AsyncIterator<T>, filling: Filling<T>): Promise<void> {
  try {
    for (let next = await iterator.next(); !next.done && !filling.stopped; next = await iterator.next()) {
      if (filling.add(next.value)) continue;
      await filling.wanted();
    }
  } finally {
    filling.end();
  }
}

/** The batch that is being filled by one side and taken by the other. */
class Filling<T> {
  readonly #size: number;
  readonly #lingerMs: number;
  #batch: T[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ready: (() => void) | undefined;
  #want: (() => void) | undefined;
  #taking = false;
  #due = false;
  #ended = false;
  stopped = false;

  constructor(size: number, lingerMs: number) {
    this.#size = size;
    this.#lingerMs = lingerMs;
  }

  /** Adds an item. Whether another one is wanted now. */
  add(item: T): boolean {
    this.#batch.push(item);
    if (this.#batch.length < this.#size) {
      this.#timer ??= setTimeout(() => this.#makeDue(), this.#lingerMs);
      return this.#taking;
    }
    this.#makeDue();
    return false;
  }

  /** Until another one is wanted. */
  wanted(): Promise<void> {
    return new Promise((resolve) => {
      this.#want = resolve;
    });
  }

  /** The next batch, when it is due; `undefined` after the last one. */
  async take(): Promise<readonly T[] | undefined> {
    this.#taking = true;
    this.#want?.();
    while (!this.#due && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#ready = resolve;
      });
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = false;
    this.#taking = false;
    const batch = this.#batch;
    this.#batch = [];
    return batch.length > 0 ? batch : undefined;
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    this.#ready?.();
  }

  /** Nothing more is taken. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.#timer);
    this.#want?.();
  }

  #makeDue(): void {
    this.#due = true;
    this.#ready?.();
  }
}
