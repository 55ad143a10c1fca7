import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type SqliteOptions, sqliteAdapter, sqliteFile, sqliteFiles } from '@bowerbird/cache';
import type { CacheAdapter } from '@bowerbird/core';
import type { StoreConfig } from '../config/types.ts';
import { isKeyv, nameOf, openStore } from '../store/open.ts';
import type { Finding, Probe } from './examine.ts';
import { fileSystemOf } from './file-systems.ts';

/** Where stores are. */
export interface StorePlace {
  /** Folder of the rc file. */
  readonly base: string;
  /** Folder of the cache. */
  readonly folder: string;
}

/** Whether a store opens, and gives back what it is given. */
export function storeProbe(store: StoreConfig, place: StorePlace): Probe {
  return {
    name: `store ${nameOf(store)}`,
    hint: 'Check that it can be reached and that no other program holds it, or go without the cache for once with --no-cache.',
    look: async () => {
      await tryOut(await openStore(store, place.base, place.folder));
      const file = databaseOf(store, place);
      return file === undefined ? FINE : describeDatabase(file);
    },
  };
}

const FINE: Finding = { status: 'ok', message: 'opens, writes, reads and deletes' };

/** The folder that a store has for itself, outside of that of the cache. */
export function ownFolderOf(store: StoreConfig, base: string): string | undefined {
  const directory = sqliteOptions(store)?.directory;
  return directory === undefined ? undefined : resolve(base, directory);
}

function databaseOf(store: StoreConfig, { base, folder }: StorePlace): string | undefined {
  const options = sqliteOptions(store);
  return options && sqliteFile(options, { base, state: folder });
}

function sqliteOptions(store: StoreConfig): SqliteOptions | undefined {
  return !isKeyv(store) && store.definition === sqliteAdapter ? (store.options as SqliteOptions) : undefined;
}

async function tryOut(store: CacheAdapter): Promise<void> {
  try {
    await writeReadDelete(store);
  } catch (error) {
    // Not awaited: a store that does not answer does not close either, and the reason is known.
    store.close?.().catch(() => undefined);
    throw error;
  }
  await store.close?.();
}

// It goes by itself should it not be deleted.
const KEPT_MS = 60_000;

async function writeReadDelete(store: CacheAdapter): Promise<void> {
  const [key, value] = [`doctor/${randomUUID()}`, randomUUID()];
  await store.setMany([{ key, value, expires: Date.now() + KEPT_MS }]);
  const [written] = await store.getMany([key]);
  if (written !== value) throw new Error('it does not give back what was written to it');
  await store.deleteMany([key]);
  const [deleted] = await store.getMany([key]);
  if (deleted !== undefined) throw new Error('it still gives back what was deleted in it');
}

async function describeDatabase(name: string): Promise<Finding> {
  const { current = name, damaged = [], wal = true } = (await sqliteFiles(name)) ?? {};
  const fileSystem = fileSystemOf((await statfs(dirname(current))).type);
  const message = `opens, writes, reads and deletes: ${current}`;
  if (!wal || fileSystem?.remote) {
    const on = fileSystem ? ` on ${fileSystem.name}` : '';
    const why = wal
      ? 'which SQLite cannot share safely'
      : 'and not in WAL mode: processes wait for each other';
    return {
      status: 'warning',
      message: `${message}${on}, ${why}`,
      hint: 'Keep the cache on a local disk: name a folder there with cache.directory or BOWERBIRD_HOME.',
    };
  }
  if (damaged.length === 0) return { status: 'ok', message: `${message}, in WAL mode` };
  return {
    status: 'warning',
    message: `${message}, with what could be read of an older file that was found damaged`,
    details: damaged,
    hint: 'Run `bowerbird cache prune` to delete it; what never was a database stays, and is yours to move away. If it happens again, check the disk.',
  };
}
