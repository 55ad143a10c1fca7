import { type ErrorData, toErrorData } from '@bowerbird/core';
import { LRUCache } from 'lru-cache';

// After one has failed, the next one waits.
const PAUSE_MS = 1000;
// So many failures are remembered.
const MOST = 10_000;

/** Loads in the background of what was given out stale. */
export class Refreshes {
  readonly #failed = new LRUCache<string, { readonly at: number; readonly error: ErrorData }>({ max: MOST });

  /** Begins those that are not to wait. Why the last ones of these keys have failed. */
  begin(
    keys: readonly string[],
    negativeTtlMs: number,
    reload: (due: readonly string[]) => Promise<unknown>,
  ): ReadonlyMap<string, ErrorData> {
    const errors = new Map<string, ErrorData>();
    const due = keys.filter((key) => {
      const failed = this.#failed.get(key);
      if (failed) errors.set(key, failed.error);
      return !failed || failed.at + Math.max(PAUSE_MS, negativeTtlMs) <= Date.now();
    });
    if (due.length > 0) void this.#run(due, reload);
    return errors;
  }

  async #run(keys: readonly string[], reload: (due: readonly string[]) => Promise<unknown>): Promise<void> {
    try {
      await reload(keys);
      for (const key of keys) this.#failed.delete(key);
    } catch (error) {
      // Told with the stale value that is given out next.
      const failed = { at: Date.now(), error: toErrorData(error) };
      for (const key of keys) this.#failed.set(key, failed);
    }
  }
}
