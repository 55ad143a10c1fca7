import { EventEmitter } from 'node:events';
import type { KeyvStorageAdapter } from 'keyv';
import { Keyv } from 'keyv';

/** How a store fails: its calls reject, or it emits `error` and answers as if nothing were there (which most adapters do). */
export type Failure = 'rejects' | 'emits' | 'says no' | undefined;

/** A storage adapter on a Map that fails on demand. */
export class BreakableStore extends EventEmitter {
  readonly entries = new Map<string, unknown>();
  readonly capabilities = { ...new Keyv().store.capabilities, expires: true } as never;
  failure: Failure;
  calls = 0;

  #answer<T>(good: () => T, bad: T): Promise<T> {
    this.calls++;
    const error = new Error('connection lost');
    if (this.failure === 'rejects') return Promise.reject(error);
    if (this.failure === undefined) return Promise.resolve(good());
    if (this.failure === 'emits') this.emit('error', error);
    return Promise.resolve(bad);
  }

  getMany(keys: string[]) {
    const values = () => keys.map((key) => this.entries.get(key));
    return this.#answer(values, this.failure === 'says no' ? [] : keys.map(() => undefined));
  }

  setMany(entries: { key: string; value: unknown }[]) {
    const set = () => {
      for (const { key, value } of entries) this.entries.set(key, value);
      return entries.map(() => true);
    };
    return this.#answer(
      set,
      entries.map(() => false),
    );
  }

  deleteMany(keys: string[]) {
    return this.#answer(
      () => keys.map((key) => this.entries.delete(key)),
      keys.map(() => false),
    );
  }

  async *iterator() {
    yield* await this.#answer(() => [...this.entries], []);
  }

  async disconnect() {
    await this.#answer(() => {}, undefined);
  }

  asAdapter(): KeyvStorageAdapter {
    return this as unknown as KeyvStorageAdapter;
  }
}
