import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Count, openStatistics, type Statistics } from '@bowerbird/cache';

/**
 * What all runs over a cache have counted, in its folder. The file is open only while it is used: nobody who does not run makes one.
 */
export class RunStatistics {
  readonly #file: string | undefined;

  /** @param folder of the cache; `undefined`: nothing is counted */
  constructor(folder: string | undefined) {
    this.#file = folder === undefined ? undefined : join(folder, 'statistics.sqlite');
  }

  /** @throws {BowerbirdError} `CACHE_FAILED` */
  async add(counts: readonly Count[]): Promise<void> {
    if (this.#file !== undefined && counts.length > 0)
      await using(this.#file, (statistics) => statistics.add(counts));
  }

  /** The sums. @throws {BowerbirdError} `CACHE_FAILED` */
  async read(): Promise<readonly Count[]> {
    if (this.#file === undefined || !existsSync(this.#file)) return [];
    return using(this.#file, (statistics) => statistics.read());
  }
}

async function using<T>(file: string, work: (statistics: Statistics) => Promise<T>): Promise<T> {
  const statistics = await openStatistics(file);
  try {
    return await work(statistics);
  } finally {
    await statistics.close();
  }
}
