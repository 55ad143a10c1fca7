import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Delivered, Document, PipelineHome, Sink } from '@bowerbird/core';
import { makeFolder } from './atomic.ts';
import { canonical } from './canonical.ts';
import { failingAs } from './failure.ts';
import type { SqliteOptions } from './options.ts';
import { corpusFolder, pipelineName } from './place.ts';
import { Serial } from './serial.ts';
import { CorpusDatabase } from './sqlite-database.ts';
import { CHUNK_COLUMNS, DOCUMENT_COLUMNS } from './sqlite-layout.ts';

type Row = Readonly<Record<string, unknown>>;

/** A database with the documents of a pipeline, what was cut out of them, their spans, and indexes to search them. */
export class SqliteSink implements Sink {
  readonly location: string;
  readonly #folder: string;
  readonly #search: SqliteOptions['search'];
  readonly #serial = new Serial();
  #database: CorpusDatabase | undefined;

  constructor({ path, search }: SqliteOptions, home: PipelineHome) {
    this.#folder = corpusFolder(path, home);
    this.#search = search;
    this.location = join(this.#folder, `${pipelineName(home)}.sqlite`);
  }

  /** Makes the database at need: whoever cannot write should hear of it before anything is collected. */
  async open(): Promise<void> {
    await this.#during('open', async () => {});
  }

  write(documents: readonly Delivered[]): Promise<void> {
    return this.#during('write', async (database) => {
      if (documents.length === 0) return;
      const newest = new Map(documents.map((document) => [document.id, document]));
      await database.transaction(() => {
        for (const document of newest.values()) writeOne(database, document, newest);
      });
    });
  }

  async *ids(): AsyncGenerator<string> {
    const rows = await this.#during('read', async (database) =>
      database.rows('select id from documents union all select id from chunks'),
    );
    for (const { id } of rows) yield String(id);
  }

  async *documents(): AsyncGenerator<Document> {
    for (const table of ['documents', 'chunks'] as const) {
      for (let after = 0; ; ) {
        const rows = await this.#during('read', async (database) =>
          database.rows(`select * from ${table} where number > ? order by number limit 100`, after),
        );
        for (const row of rows) yield toDocument(row);
        const last = rows.at(-1)?.number;
        if (typeof last !== 'number') break;
        after = last;
      }
    }
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#during('write', async (database) => {
      await database.transaction(() => {
        for (const id of ids) removeOne(database, id);
      });
    });
  }

  close(): Promise<void> {
    return this.#serial.run(async () => {
      const database = this.#database;
      this.#database = undefined;
      await failingAs('close', this.location, async () => database?.close());
    });
  }

  #during<T>(verb: string, work: (database: CorpusDatabase) => Promise<T>): Promise<T> {
    return this.#serial.run(() =>
      failingAs(verb, this.location, async () => {
        if (!this.#database) {
          await makeFolder(this.#folder);
          this.#database = await CorpusDatabase.open(this.location, this.#search);
        }
        return work(this.#database);
      }),
    );
  }
}

function writeOne(
  database: CorpusDatabase,
  document: Delivered,
  batch: ReadonlyMap<string, Delivered>,
): void {
  const { id, partOf, spans = [] } = document;
  const [table, columns] = partOf
    ? (['chunks', CHUNK_COLUMNS] as const)
    : (['documents', DOCUMENT_COLUMNS] as const);
  const digest = createHash('sha256')
    .update(JSON.stringify(canonical(document)))
    .digest('base64url');
  const [held] = database.rows(`select digest, text from ${table} where id = ?`, id);
  if (held?.digest === digest) return;
  if (held?.text !== document.text) removeCuts(database, id, batch);
  // It may have been a document, and be a part of one now.
  if (!held) removeOne(database, id);
  const fields = Object.values(rowOf(document, digest));
  const updates = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  database.run(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')}) on conflict (id) do update set ${updates.join(', ')}`,
    ...fields,
  );
  database.run('delete from spans where owner = ?', id);
  for (const [position, { start, end, locator }] of spans.entries())
    database.run(
      'insert into spans values (?, ?, ?, ?, ?, ?)',
      id,
      position,
      start,
      end,
      locator.kind,
      JSON.stringify(locator),
    );
}

/** What was cut out of a text that is no more, unless it was cut out of the new one, too. */
function removeCuts(database: CorpusDatabase, id: string, batch: ReadonlyMap<string, Delivered>): void {
  for (const { id: part } of database.rows('select id from chunks where document = ?', id))
    if (!batch.has(String(part))) removeOne(database, String(part));
}

function removeOne(database: CorpusDatabase, id: string): void {
  for (const table of ['documents', 'chunks']) database.run(`delete from ${table} where id = ?`, id);
  database.run('delete from spans where owner = ?', id);
}

/** In the order of the columns. What JSON is for people, such as metadata, is JSON here, too: SQLite can look into it. */
function rowOf(document: Delivered, digest: string) {
  const { id, partOf, title, url, authors, published, modified, language, metadata, provenance, text } =
    document;
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  return {
    id,
    ...(partOf && { document: partOf.id, start: partOf.start, end: partOf.end }),
    title: title ?? null,
    url: url ?? null,
    authors: json(authors),
    published: published ?? null,
    modified: modified ?? null,
    language: language ?? null,
    metadata: json(metadata),
    provenance: json(provenance),
    text,
    digest,
  };
}

function toDocument({ id, document, start, end, text, title, language, metadata }: Row): Document {
  return {
    id: String(id),
    text: String(text),
    ...(typeof title === 'string' && { title }),
    ...(typeof language === 'string' && { language }),
    ...(typeof document === 'string' && { partOf: { id: document, start: Number(start), end: Number(end) } }),
    ...(typeof metadata === 'string' && { metadata: JSON.parse(metadata) }),
  };
}
