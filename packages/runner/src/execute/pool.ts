import { availableParallelism } from 'node:os';
import { CollectError } from '@bowerbird/core';
import type { Piscina } from 'piscina';

const HEAP_MB = 512;

/** The worker threads of a run: made when first needed, ended when idle. */
export class ComputePool {
  #pool: Promise<Piscina> | undefined;

  /**
   * Runs the default export of a module in a worker. When the signal fires, the worker is ended.
   * @throws {CollectError} `SOURCE_TOO_LARGE` when the worker ran out of memory; what the module threw, otherwise
   */
  async run<T>(module: URL, input: unknown, signal: AbortSignal): Promise<T> {
    this.#pool ??= makePool();
    const pool = await this.#pool;
    try {
      return (await pool.run(input, { filename: module.href, signal })) as T;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      throw new CollectError('SOURCE_TOO_LARGE', `needs more than ${HEAP_MB} MB of memory to be parsed`, {
        recovery: 'next',
        cause: error,
      });
    }
  }

  async close(): Promise<void> {
    await (await this.#pool)?.destroy();
    this.#pool = undefined;
  }
}

async function makePool(): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    minThreads: 0,
    maxThreads: availableParallelism(),
    idleTimeout: 10_000,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
}
