import { randomUUID } from 'node:crypto';
import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { BowerbirdError } from '@bowerbird/core';
import { damage } from './ledger-errors.ts';
import { LOCK_WAIT_MS, retryWhileBusy } from './wait-for-lock.ts';

const VERSION = 1;
// "BwrL": tells a ledger from any other database.
const APPLICATION = 0x4277724c;

/*
 * `counted` is what a purchase counts against limits; the indexes hold all that a sum asks for, so that it reads
 * nothing else (a generated column would not do: SQLite looks into the table then). What is open has no `settled`.
 * `owner` is the instance of the ledger that an open purchase belongs to: none when it was left, and one that is not known (any more)
 * has ended.
 */
const TABLES = `
CREATE TABLE purchase (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL,
  collector TEXT NOT NULL,
  provider TEXT NOT NULL,
  pipeline TEXT NOT NULL,
  run TEXT NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'started', 'done', 'failed', 'released', 'unconfirmed')),
  since INTEGER NOT NULL,
  settled INTEGER,
  price INTEGER NOT NULL CHECK (price >= 0),
  expected INTEGER NOT NULL CHECK (expected >= 0),
  cost INTEGER CHECK (cost >= 0),
  counted INTEGER NOT NULL,
  reason TEXT,
  owner TEXT,
  prepared TEXT NOT NULL,
  operation TEXT,
  CHECK (counted = CASE state WHEN 'released' THEN 0 ELSE coalesce(cost, price) END),
  CHECK ((state IN ('held', 'started')) = (settled IS NULL)),
  CHECK (owner IS NULL OR settled IS NULL)
) STRICT;
CREATE UNIQUE INDEX purchase_open ON purchase (key) WHERE state IN ('held', 'started');
CREATE INDEX purchase_key ON purchase (key);
CREATE INDEX purchase_owner ON purchase (owner) WHERE owner IS NOT NULL;
CREATE INDEX purchase_run ON purchase (run, since, provider, pipeline, counted);
CREATE INDEX purchase_provider ON purchase (provider, since, pipeline, counted);
CREATE INDEX purchase_pipeline ON purchase (pipeline, since, counted);
CREATE INDEX purchase_since ON purchase (since, counted);
CREATE TABLE answer (
  key TEXT PRIMARY KEY,
  purchase INTEGER NOT NULL REFERENCES purchase (id),
  packed INTEGER NOT NULL,
  digest BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE TABLE owner (
  id TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  started TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${APPLICATION};
PRAGMA user_version = ${VERSION};
`;

/** Opens the database of a ledger, and makes file and folder where there is none. Many processes may do so at once. */
export async function openDatabase(file: string): Promise<DatabaseSync> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(file)) {
    // SQLite would write what is left of the one that is missing into the new one.
    if (existsSync(`${file}-wal`))
      throw damage(`the ledger ${file} is missing, and ${file}-wal is there`, file);
    await layOut(file);
  }
  return retryWhileBusy(() => connect(file));
}

/**
 * A new ledger appears under its name when it is complete: so one that is empty is a damaged one, and none that a process was about to
 * make when it was killed.
 */
async function layOut(file: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    // SQLite gives `-wal` and `-shm` the mode of the file.
    await (await open(draft, 'wx', 0o600)).close();
    const database = new DatabaseSync(draft);
    try {
      database.exec(`BEGIN; ${TABLES} COMMIT; PRAGMA journal_mode = WAL`);
    } finally {
      database.close();
    }
    await publish(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(file));
}

async function publish(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file).catch((error) => {
      if (error.code === 'EEXIST') throw error;
      // A file system without links. Who opens the copy too early is refused, and nothing is lost.
      return copyFile(draft, file, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    // Another process was quicker.
    if ((error as { readonly code?: unknown }).code !== 'EEXIST') throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder);
    await handle.sync().finally(() => handle.close());
  } catch {
    // Some systems cannot.
  }
}

function connect(file: string): DatabaseSync {
  const url = pathToFileURL(file);
  // It must be there. `timeout` is the busy timeout from the very first access.
  url.searchParams.set('mode', 'rw');
  const database = new DatabaseSync(url, { timeout: LOCK_WAIT_MS });
  try {
    check(database, file);
    database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA journal_mode = WAL');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function check(database: DatabaseSync, file: string): void {
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  if (pragma('application_id') !== APPLICATION) throw damage(`${file} is damaged, or no ledger`, file);
  const version = Number(pragma('user_version'));
  if (version === VERSION) return;
  throw new BowerbirdError(
    'LEDGER_FAILED',
    `the ledger ${file} was written by a newer Bowerbird (its version is ${version}, this one knows ${VERSION})`,
    { hint: 'Update Bowerbird. Do not delete the file: it is the record of what was paid.' },
  );
}
