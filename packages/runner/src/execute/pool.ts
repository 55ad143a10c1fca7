import { availableParallelism } from 'node:os';
import { CollectError } from '@bowerbird/core';
import pLimit from 'p-limit';
import type { Piscina } from 'piscina';

const HEAP_MB = 512;
const WORKERS = availableParallelism();

/** The worker threads of a run: made when first needed, ended when idle. */
export class ComputePool {
  // As wide as the pool, so that nothing waits inside it: who waits must be able to tell waiting from working.
  readonly #turn = pLimit(WORKERS);
  #pool: Promise<Piscina> | undefined;

  /**
   * Runs the default export of a module in a worker. When the signal fires, the worker is ended.
   * @param started is called when a worker takes it
   * @throws {CollectError} `SOURCE_TOO_LARGE` when the worker ran out of memory; what the module threw, otherwise
   */
  run<T>(module: URL, input: unknown, signal: AbortSignal, started: () => void = () => {}): Promise<T> {
    return this.#turn(async () => {
      if (signal.aborted) throw signal.reason;
      this.#pool ??= makePool();
      const pool = await this.#pool;
      started();
      try {
        return (await pool.run(input, { filename: module.href, signal })) as T;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
        throw new CollectError('SOURCE_TOO_LARGE', `needs more than ${HEAP_MB} MB of memory to be parsed`, {
          recovery: 'next',
          hint: 'Take it out of the list, or split it.',
          cause: error,
        });
      }
    });
  }

  async close(): Promise<void> {
    await (await this.#pool)?.destroy();
    this.#pool = undefined;
  }
}

async function makePool(): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    minThreads: 0,
    maxThreads: WORKERS,
    idleTimeout: 10_000,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  // What goes wrong in a worker fails the task that it was at; a worker that fails without one must not end the process.
  pool.on('error', () => undefined);
  return pool;
}
