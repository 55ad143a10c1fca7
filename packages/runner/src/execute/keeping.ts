/** Counts what is on its way to the store. */
export class Keeping {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #pending = 0;

  /** @param most how many may be on their way before others have to wait */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when there is room for one more. */
  async room(): Promise<void> {
    while (this.#pending >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async during<T>(keeping: Promise<T>): Promise<T> {
    this.#pending++;
    try {
      return await keeping;
    } finally {
      this.#pending--;
      this.#waiting.shift()?.();
    }
  }
}
