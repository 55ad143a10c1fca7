import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PipelineHome } from '@bowerbird/core';
import { sinkSuite } from '@bowerbird/testkit';
import { test } from 'vitest';
import { parse } from 'yaml';
import { unlessAbsent } from './failure.ts';
import { jsonl, markdown, sqlite } from './index.ts';

const all = { module: new URL('./index.ts', import.meta.url), ids: true, remove: true, documents: true };
const both = { ...all, exclusive: true };

sinkSuite(test, jsonl, {
  ...both,
  read: async ({ base, pipeline }) => {
    const file = (await unlessAbsent(readFile(join(base, 'corpus', `${pipeline}.jsonl`), 'utf8'))) ?? '';
    return file
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  },
});

sinkSuite(test, markdown, {
  ...both,
  // A kill amid the renames leaves whole files, some new and some old: README.
  atomic: 'document',
  read: readMarkdown,
  keeps: ({ spans: _, provenance: { pipeline: __, ...provenance }, text, ...fields }) => ({
    ...fields,
    provenance,
    text: text.toWellFormed() + (text.endsWith('\n') ? '' : '\n'),
  }),
});

sinkSuite(test, sqlite, {
  ...all,
  read: readSqlite,
  // SQLite keeps text as UTF-8.
  keeps: (document) => ({ ...document, text: document.text.toWellFormed() }),
});

async function readSqlite({ base, pipeline }: PipelineHome) {
  const file = join(base, 'corpus', `${pipeline}.sqlite`);
  if (!(await unlessAbsent(access(file).then(() => true)))) return [];
  const database = new DatabaseSync(file);
  const rows = (sql: string, ...values: string[]) => database.prepare(sql).all(...values);
  const json = (value: unknown) => (typeof value === 'string' ? JSON.parse(value) : undefined);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const spansOf = (id: string) => rows('select * from spans where owner = ? order by position', id);
  const read = (table: string) =>
    rows(`select * from ${table}`).map(
      ({ id, document, start, end, authors, metadata, provenance, ...row }) => ({
        id: String(id),
        text: text(row.text) ?? '',
        title: text(row.title),
        url: text(row.url),
        language: text(row.language),
        published: text(row.published),
        modified: text(row.modified),
        authors: json(authors),
        metadata: json(metadata),
        provenance: json(provenance),
        ...(document !== undefined && { partOf: { id: document, start, end } }),
        ...(spansOf(String(id)).length > 0 && {
          spans: spansOf(String(id)).map((span) => ({
            start: span.start,
            end: span.end,
            locator: json(span.locator),
          })),
        }),
      }),
    );
  const held = [...read('documents'), ...read('chunks')];
  database.close();
  return held;
}

/** By another reader of YAML than the sink's own. */
async function readMarkdown({ base, pipeline }: PipelineHome) {
  const folder = join(base, 'corpus', pipeline);
  const names = ((await unlessAbsent(readdir(folder))) ?? []).filter((name) => !name.startsWith('.'));
  return Promise.all(
    names.map(async (name) => {
      const [, matter = '', text] =
        /^---\n(.*?\n)---\n\n(.*)$/s.exec(await readFile(join(folder, name), 'utf8')) ?? [];
      return { ...parse(matter), text };
    }),
  );
}
