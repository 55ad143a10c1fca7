import { availableParallelism } from 'node:os';
import { CollectError } from '@bowerbird/core';
import pLimit from 'p-limit';
import type { Piscina } from 'piscina';
import { BufferWatch } from './buffer-watch.ts';

/** How much one worker may take, in MB: on the heap of JavaScript, and in Buffers. */
export interface WorkerLimits {
  readonly heapMb: number;
  readonly buffersMb: number;
}

const LIMITS: WorkerLimits = { heapMb: 512, buffersMb: 512 };
// Of what a worker makes and drops at once. Left to itself Node lets it grow to 48 MB in each, and is no faster for it.
const YOUNG_MB = 16;
const WORKERS = availableParallelism();

interface Workers {
  readonly pool: Piscina;
  readonly watch: BufferWatch;
}

/** The worker threads of a run: made when first needed, ended when idle. */
export class ComputePool {
  // As wide as the pool, so that nothing waits inside it: who waits must be able to tell waiting from working.
  readonly #turn = pLimit(WORKERS);
  readonly #limits: WorkerLimits;
  #workers: Promise<Workers> | undefined;

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  /**
   * Runs the default export of a module in a worker. When the signal fires, the worker is ended.
   * @param started is called when a worker takes it
   * @throws {CollectError} `SOURCE_TOO_LARGE` when the worker took more memory than it may, `SOURCE_INVALID` when it ended otherwise; what
   * the module threw
   */
  run<T>(module: URL, input: unknown, signal: AbortSignal, started: () => void = () => {}): Promise<T> {
    return this.#turn(async () => {
      if (signal.aborted) throw signal.reason;
      this.#workers ??= makeWorkers(this.#limits);
      const { pool, watch } = await this.#workers;
      started();
      try {
        return (await watch.during(pool.run(input, { filename: module.href, signal }))) as T;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw this.#explained(error, watch);
      }
    });
  }

  async close(): Promise<void> {
    await (await this.#workers)?.pool.destroy();
    this.#workers = undefined;
  }

  #explained(error: unknown, watch: BufferWatch): unknown {
    const { heapMb, buffersMb } = this.#limits;
    const outOfHeap = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (outOfHeap || watch.hasEnded) {
      const most = outOfHeap ? heapMb : buffersMb;
      return new CollectError('SOURCE_TOO_LARGE', `needs more than ${most} MB of memory to be parsed`, {
        recovery: 'next',
        hint: 'Take it out of the list, or split it.',
        cause: error,
      });
    }
    if (!(error instanceof Error) || !error.message.startsWith('worker exited with code')) return error;
    return new CollectError('SOURCE_INVALID', 'its parser ended the worker that it ran in', {
      recovery: 'next',
      hint: 'Report it to the author of the collector, with the source.',
      cause: error,
    });
  }
}

async function makeWorkers({ heapMb, buffersMb }: WorkerLimits): Promise<Workers> {
  const { Piscina } = await import('piscina');
  const pool = new Piscina({
    minThreads: 0,
    maxThreads: WORKERS,
    idleTimeout: 10_000,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  // What goes wrong in a worker fails the task that it was at; a worker that fails without one must not end the process.
  pool.on('error', () => undefined);
  return { pool, watch: new BufferWatch(() => pool.threads, buffersMb * 1024 * 1024) };
}
