import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

// Raise it when the tables or what is in them change: the index is made anew.
const VERSION = 1;

const SCHEMA = `
create table file (
  id integer primary key, name text not null unique, size integer not null, mtime real not null, inode integer not null,
  container text not null, packed integer not null
) strict;
-- A stretch of whole messages, with the digest of its bytes. words: what it says is in the index of words, too.
create table chunk (
  file integer not null, start integer not null, end integer not null, sha256 text not null, words integer not null,
  primary key (file, start)
) strict, without rowid;
create table message (
  id integer primary key, file integer not null, start integer not null, end integer not null, digest text not null,
  mid text, refs text not null, date integer, subject text not null, base text not null, sender text not null, address text not null,
  people text not null, list text, labels text not null, gmail text, automated integer not null, junk integer not null,
  attachments integer, thread integer
) strict;
create index message_file on message (file, start);
create index message_thread on message (thread);
create table thread (id integer primary key, key text not null, messages integer not null, first integer, last integer) strict;
create virtual table words using fts5 (
  subject, people, body, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2"
);
create table state (name text primary key, value text not null) strict, without rowid;
`;

/** The index of an archive. Whatever is wrong with it, it is made anew: nothing is in it that the archive does not have. */
export function openIndex(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return open(path);
  } catch (error) {
    if (!isUnusable(error)) throw error;
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open(path);
  }
}

class OldIndex extends Error {}

function open(path: string): DatabaseSync {
  const isNew = !existsSync(path);
  const database = new DatabaseSync(path, { timeout: 60_000 });
  try {
    // What a power cut takes is indexed again.
    database.exec('pragma journal_mode = wal; pragma synchronous = off; pragma cache_size = -4000;');
    database.exec('begin immediate');
    const version = Number(database.prepare('pragma user_version').get()?.user_version ?? 0);
    if (version === 0 && isEmpty(database)) database.exec(`${SCHEMA} pragma user_version = ${VERSION};`);
    else if (version !== VERSION) throw new OldIndex(isNew ? 'new' : `version ${version}`);
    database.exec('commit');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('select 1 from sqlite_schema limit 1').get() === undefined;
}

// SQLITE_CORRUPT and SQLITE_NOTADB.
function isUnusable(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  return error instanceof OldIndex || code === 11 || code === 26;
}

/** Something remembered about the whole index. */
export function readState(database: DatabaseSync, name: string): string | undefined {
  const row = database.prepare('select value from state where name = ?').get(name);
  return row === undefined ? undefined : String(row.value);
}

export function writeState(database: DatabaseSync, name: string, value: string): void {
  database.prepare('insert or replace into state values (?, ?)').run(name, value);
}

/** Runs `work` in a transaction. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate');
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
