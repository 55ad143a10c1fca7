import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Count, openStatistics, type Statistics } from '@bowerbird/cache';

/** What all runs over a cache have counted, in its folder. The file is opened when something is counted: nobody who does not run makes one. */
export class RunStatistics {
  readonly #file: string | undefined;
  #opened: Promise<Statistics> | undefined;

  /** @param folder of the cache; `undefined`: nothing is counted */
  constructor(folder: string | undefined) {
    this.#file = folder === undefined ? undefined : join(folder, 'statistics.sqlite');
  }

  /** @throws {BowerbirdError} `CACHE_FAILED` */
  async add(counts: readonly Count[]): Promise<void> {
    if (this.#file !== undefined && counts.length > 0) await (await this.#open(this.#file)).add(counts);
  }

  /** The sums. @throws {BowerbirdError} `CACHE_FAILED` */
  async read(): Promise<readonly Count[]> {
    if (this.#file === undefined || !existsSync(this.#file)) return [];
    return (await this.#open(this.#file)).read();
  }

  #open(file: string): Promise<Statistics> {
    this.#opened ??= openStatistics(file).catch((error) => {
      // The next one tries anew.
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    // One that could not be opened has told so already.
    await opened?.then(
      (statistics) => statistics.close(),
      () => undefined,
    );
  }
}
