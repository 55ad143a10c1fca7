import type { KeyvStorageAdapter } from 'keyv';
import { NoAnswerError, within } from '../keyv/deadline.ts';

/** What a command of Redis is made of. */
export type RedisText = string | Buffer;

/** What the cache uses of the client of `redis`. */
export interface RedisClient {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  readonly options?: { readonly keyPrefix?: string | undefined } | undefined;
  on(event: 'ready' | 'error' | 'reconnecting' | 'end', listener: (error?: unknown) => void): unknown;
  scan(
    cursor: string,
    options: { readonly MATCH: string; readonly COUNT: number; readonly TYPE: string },
  ): Promise<{ readonly cursor: unknown; readonly keys: readonly string[] }>;
  eval(
    script: string,
    options: { readonly keys: readonly RedisText[]; readonly arguments: readonly RedisText[] },
  ): Promise<unknown>;
  destroy(): void;
}

/** A `KeyvRedis` on one server. */
export type RedisAdapter = KeyvStorageAdapter & {
  readonly client: RedisClient;
  getClient(): Promise<RedisClient>;
  disconnect(): Promise<void>;
};

const CLOSE_MS = 1000;

/**
 * The connection of an adapter. By itself the client keeps commands back until its server can be reached, for seconds each: here
 * a call waits for the attempt to connect that is under way, and between two attempts it fails at once.
 */
export class RedisConnection {
  readonly #adapter: RedisAdapter;
  #down: unknown;
  #attempt: PromiseWithResolvers<RedisClient> | undefined;

  constructor(adapter: RedisAdapter) {
    this.#adapter = adapter;
    const { client } = adapter;
    client.on('ready', () => {
      this.#down = undefined;
      this.#settle()?.resolve(client);
    });
    client.on('error', (error) => {
      this.#down = error;
      this.#settle()?.reject(error);
    });
    client.on('reconnecting', () => {
      this.#down = undefined;
    });
    client.on('end', () => this.#settle()?.reject(new Error('the connection was closed')));
  }

  /** The client, once it can be used. Rejects when the server cannot be reached. */
  async ready(): Promise<RedisClient> {
    const { client } = this.#adapter;
    if (client.isReady) return client;
    if (client.isOpen && this.#down !== undefined) throw this.#down;
    this.#attempt ??= Promise.withResolvers();
    const { promise } = this.#attempt;
    // Where it fails, the client says so by an event, too.
    if (!client.isOpen) this.#adapter.getClient().catch((error) => this.#settle()?.reject(error));
    return promise;
  }

  /** Waits a moment for commands that are out. */
  async close(): Promise<void> {
    const { client } = this.#adapter;
    if (!client.isOpen) return;
    try {
      if (client.isReady) await within(CLOSE_MS, this.#adapter.disconnect());
    } catch (error) {
      // Whoever sent them hears of it.
      if (!(error instanceof NoAnswerError)) throw error;
    } finally {
      client.destroy();
    }
  }

  #settle(): PromiseWithResolvers<RedisClient> | undefined {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    return attempt;
  }
}
