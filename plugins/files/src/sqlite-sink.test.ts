import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Delivered } from '@bowerbird/core';
import { expect, onTestFinished, test } from 'vitest';
import { document, homeAt } from '../test/documents.ts';
import type { SqliteOptions } from './options.ts';
import { SqliteSink } from './sqlite-sink.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const part = (id: string, of: Delivered, start: number, end: number): Delivered =>
  document(id, { text: of.text.slice(start, end), partOf: { id: of.id, start, end } });

/** What the database answers after some batches. */
async function after(
  base: string,
  batches: readonly (readonly Delivered[])[],
  search: SqliteOptions['search'] = 'words',
): Promise<(sql: string) => readonly unknown[]> {
  const sink = new SqliteSink({ path: 'corpus', search }, homeAt(base));
  await sink.open();
  for (const batch of batches) await sink.write(batch);
  await sink.close();
  return (sql) => {
    const database = new DatabaseSync(sink.location);
    try {
      return database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row).join(' '));
    } finally {
      database.close();
    }
  };
}

const find = (table: string, words: string) =>
  `select id from ${table} join ${table}_search on ${table}_search.rowid = number where ${table}_search match '${words}' order by id`;

test('keeps documents, chunks and spans apart, and one file beside them', async () => {
  const base = temporaryFolder();
  const whole = document('a', {
    text: 'One. Two.',
    spans: [{ start: 0, end: 4, locator: { kind: 'page', page: 1 } }],
    metadata: { site: 'Example' },
  });
  const rows = await after(base, [[whole, part('a#2', whole, 5, 9), part('a#1', whole, 0, 4)]]);
  expect(rows("select id, metadata ->> '$.site' from documents")).toEqual(['a Example']);
  expect(rows('select id, document, start, "end", text from chunks order by start')).toEqual([
    'a#1 a 0 4 One.',
    'a#2 a 5 9 Two.',
  ]);
  expect(rows('select * from spans')).toEqual(['a 0 0 4 page {"kind":"page","page":1}']);
  expect(await readdir(join(base, 'corpus'))).toEqual(['pages.sqlite']);
});

test('finds words, whatever became of the documents in the meantime', async () => {
  const base = temporaryFolder();
  const old = document('a', { title: 'Bowers', text: 'A café by the river.' });
  const rows = await after(base, [
    [old, document('b', { text: 'The river.' })],
    [document('a', { text: 'A house.' })],
  ]);
  expect(rows(find('documents', 'river'))).toEqual(['b']);
  expect(rows(find('documents', 'house'))).toEqual(['a']);
  expect(rows(find('documents', 'bowers OR cafe'))).toEqual([]);
});

test('finds parts of words where that is asked for, also of what was written before', async () => {
  const base = temporaryFolder();
  const page = document('a', { text: '我们在河边建了一座小房子。' });
  const words = await after(base, [[page]]);
  expect(words(find('documents', '小房子'))).toEqual([]);
  const trigrams = await after(base, [[]], 'trigrams');
  expect(trigrams(find('documents', '小房子'))).toEqual(['a']);
});

test('removes the chunks of a text that has changed, and of no other', async () => {
  const base = temporaryFolder();
  const [old, other] = [document('a', { text: 'One. Two.' }), document('b', { text: 'Three.' })];
  const changed = document('a', { text: 'One. Four.' });
  const rows = await after(base, [
    [old, part('a#one', old, 0, 4), part('a#two', old, 5, 9), other, part('b#three', other, 0, 6)],
    [changed, part('a#one', changed, 0, 4), part('a#four', changed, 5, 10)],
    [document('b', { text: 'Three.', title: 'Another title' })],
  ]);
  expect(rows('select id, text from chunks order by id')).toEqual([
    'a#four Four.',
    'a#one One.',
    'b#three Three.',
  ]);
});

test('does not write what is there already', async () => {
  const base = temporaryFolder();
  const rows = await after(base, [[document('a'), document('b')]]);
  const before = rows('select number, digest from documents');
  await after(base, [[document('b'), document('a')]]);
  expect(rows('select number, digest from documents')).toEqual(before);
});

test('leaves the database of somebody else alone', async () => {
  const base = temporaryFolder();
  await mkdir(join(base, 'corpus'));
  const file = join(base, 'corpus/pages.sqlite');
  new DatabaseSync(file).exec('create table documents (mine)');
  const sink = new SqliteSink({ path: 'corpus', search: 'words' }, homeAt(base));
  await expect(sink.open()).rejects.toMatchObject({
    code: 'SINK_FAILED',
    message: expect.stringContaining('a database of something else'),
  });
  const other = join(base, 'other');
  await mkdir(other);
  await writeFile(join(other, 'pages.sqlite'), 'no database at all, and of some length');
  await expect(new SqliteSink({ path: other, search: 'words' }, homeAt(base)).open()).rejects.toMatchObject({
    code: 'SINK_FAILED',
    message: expect.stringContaining('pages.sqlite: it is no SQLite database (SQLITE_NOTADB)'),
  });
});
