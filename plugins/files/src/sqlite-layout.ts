/** `BWRD`: marks a database as one of ours (PRAGMA application_id). */
export const APPLICATION_ID = 0x42575244;

/** How words are told apart in the full-text index: by FTS5's own tokenizers (https://sqlite.org/fts5.html#tokenizers). */
export const TOKENIZERS = { words: 'unicode61 remove_diacritics 2', trigrams: 'trigram' } as const;

const FIELDS = [
  'title',
  'url',
  'authors',
  'published',
  'modified',
  'language',
  'metadata',
  'provenance',
  'text',
];

/** The columns of a table, in the order in which rows are written. */
export const DOCUMENT_COLUMNS = ['id', ...FIELDS, 'digest'] as const;
export const CHUNK_COLUMNS = ['id', 'document', 'start', 'end', ...FIELDS, 'digest'] as const;

const COLUMNS =
  'title, url, authors, published, modified, language, metadata, provenance, text not null, digest not null';

/** The tables. `number` is what the indexes know a row by; `digest` tells whether a document has changed. */
export const TABLES = `
create table documents (number integer primary key, id text not null unique, ${COLUMNS});
create table chunks (
  number integer primary key, id text not null unique, document text not null, start integer not null, end integer not null, ${COLUMNS}
);
create index chunks_by_document on chunks (document, start);
create table spans (
  owner text not null, position integer not null, start integer not null, end integer not null, kind text not null, locator text not null,
  primary key (owner, position)
) without rowid;
`;

/** The full-text indexes, kept up by triggers; texts are stored once, in the tables (external content, FTS5 section 4.4.3). */
export function searchTables(tokenizer: string): string {
  return ['documents', 'chunks'].map((table) => searchTable(table, tokenizer)).join('');
}

function searchTable(table: string, tokenizer: string): string {
  const search = `${table}_search`;
  const gone = `insert into ${search} (${search}, rowid, title, text) values ('delete', old.number, old.title, old.text);`;
  const added = `insert into ${search} (rowid, title, text) values (new.number, new.title, new.text);`;
  return `
drop table if exists ${search};
drop trigger if exists ${table}_added;
drop trigger if exists ${table}_gone;
drop trigger if exists ${table}_changed;
create virtual table ${search} using fts5(title, text, content='${table}', content_rowid='number', tokenize='${tokenizer}');
create trigger ${table}_added after insert on ${table} begin ${added} end;
create trigger ${table}_gone after delete on ${table} begin ${gone} end;
create trigger ${table}_changed after update on ${table} begin ${gone} ${added} end;
insert into ${search} (${search}) values ('rebuild');
`;
}
