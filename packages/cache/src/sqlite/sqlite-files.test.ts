import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { sqliteCache } from './sqlite-cache.ts';
import { sqliteFiles } from './sqlite-files.ts';

it('tells of a new cache, while it is open, that it is in WAL mode', async () => {
  const file = join(temporaryFolder(), 'cache.sqlite');
  const cache = await sqliteCache({ file });
  expect(await sqliteFiles(file)).toEqual({ current: file, damaged: [], wal: true });
  await cache.close();
  expect(await sqliteFiles(file)).toMatchObject({ wal: true });
});

it('tells which file is in use, and which were found damaged', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'cache.sqlite');
  writeFileSync(file, 'no database at all'.repeat(1000));
  const cache = await sqliteCache({ file });
  await cache.close();
  const current = join(folder, 'cache.2.sqlite');
  expect(await sqliteFiles(file)).toEqual({ current, damaged: [file], wal: true });
});

it('tells of a file in another mode, and that there is none', async () => {
  const file = join(temporaryFolder(), 'cache.sqlite');
  expect(await sqliteFiles(file)).toBeUndefined();
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE one (a)');
  database.close();
  expect(await sqliteFiles(file)).toMatchObject({ wal: false });
});
