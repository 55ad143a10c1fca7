import type { CacheAdapter } from '@bowerbird/core';
import { type Scrub, scrubError } from '@bowerbird/secrets';
import type { CheckedConfig } from './config/types.ts';
import { ComputePool } from './execute/pool.ts';
import { Turns } from './execute/turns.ts';
import { type Folders, ledgerFile } from './folders.ts';
import type { Ledger } from './ledger/types.ts';
import type { Client } from './network/client.ts';
import { createClient } from './network/create-client.ts';
import { type OpenedCache, openCache } from './store/open.ts';
import { RunStatistics } from './store/run-statistics.ts';

/** What a runner has open, and what other runners may use with it. */
export class Resources {
  readonly client: Client;
  readonly pool = new ComputePool();
  readonly turns = new Turns();
  /** Of the cache; a cache that was given has none. */
  readonly statistics: RunStatistics;
  readonly #config: CheckedConfig;
  readonly #folders: Folders;
  readonly #given: CacheAdapter | undefined;
  readonly #scrub: Scrub;
  #cache: Promise<OpenedCache> | undefined;
  #ledger: Promise<Ledger> | undefined;

  /** @param given a cache in place of that of the configuration; it belongs to whoever made it */
  constructor(config: CheckedConfig, folders: Folders, given: CacheAdapter | undefined, scrub: Scrub) {
    this.#config = config;
    this.#folders = folders;
    this.#given = given;
    this.#scrub = scrub;
    this.client = createClient(config.network);
    this.statistics = new RunStatistics(given ? undefined : (config.cache.directory ?? folders.cache));
  }

  /** Opened at the first run. @throws {BowerbirdError} `CACHE_FAILED`, `CONFIG_INVALID` */
  cache(): Promise<OpenedCache> {
    this.#cache ??= openCache(this.#config, this.#given, { folder: this.#folders.cache, scrub: this.#scrub });
    return this.#scrubbed(this.#cache);
  }

  /** Opened when something is to be paid: free work needs none. @throws {BowerbirdError} `LEDGER_FAILED` */
  ledger(): Promise<Ledger> {
    this.#ledger ??= import('./ledger/open-ledger.ts').then(({ openLedger }) =>
      openLedger(ledgerFile(this.#folders)),
    );
    return this.#scrubbed(this.#ledger);
  }

  async #scrubbed<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw scrubError(error, this.#scrub);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.pool.close(), this.statistics.close()]);
    const [ledger, cache] = [this.#ledger, this.#cache];
    this.#ledger = undefined;
    this.#cache = undefined;
    await whenOpen(ledger, (opened) => opened.end());
    if (!this.#given) await whenOpen(cache, (opened) => opened.cache.close?.());
  }
}

/** One that could not be opened has told so already. */
async function whenOpen<T>(opening: Promise<T> | undefined, work: (opened: T) => unknown): Promise<void> {
  await opening?.then(work, () => undefined);
}
