// All that stands on node:sqlite, as one module: whoever loads a part of it will soon need the other.
export { SqliteDatabase } from './sqlite-database.ts';
export { openSqliteStore } from './sqlite-store.ts';
