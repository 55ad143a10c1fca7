import type { Scope } from './scope.ts';

/**
 * Lets runs of one process that want the same at the same time go one after the other: whoever comes later finds in the cache what the one
 * before it has kept. Within a run, tasks share a flight.
 */
export class Turns {
  readonly #taken = new Map<string, Promise<void>>();

  /** @param work must not want its own key: it would wait for itself */
  async take<T>(key: string, scope: Scope, work: () => Promise<T>): Promise<T> {
    for (let taken = this.#taken.get(key); taken; taken = this.#taken.get(key)) await scope.race(taken);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#taken.set(key, promise);
    try {
      return await work();
    } finally {
      this.#taken.delete(key);
      resolve();
    }
  }
}
