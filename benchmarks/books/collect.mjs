// The collector with a pool of workers, and without the engine around it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import Piscina from 'piscina';
import book from '../../plugins/book/dist/index.js';

const pool = new Piscina({
  minThreads: 0,
  maxThreads: availableParallelism(),
  idleTimeout: 60_000,
  resourceLimits: { maxOldGenerationSizeMb: 512 },
});

/** The documents of a book, or the error that it is refused with. As the runner does it: within a deadline. */
export async function collect(path, { split, deadlineMs = 60_000 } = {}) {
  const instance = await book.create(undefined, { base: '.', state: '.' });
  const signal = AbortSignal.timeout(deadlineMs);
  const context = {
    signal,
    digest: async (file) =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    compute: (module, input) => pool.run(input, { filename: module.href, signal }),
    log: () => {},
  };
  const request = { url: pathToFileURL(path).href, ...(split && { split }) };
  try {
    return { documents: await instance.collect(request, context) };
  } catch (error) {
    return { error };
  }
}

export const closePool = () => pool.destroy();
