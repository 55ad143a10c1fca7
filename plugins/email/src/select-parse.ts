import type { DatabaseSync } from 'node:sqlite';
import type { InnerContainer } from './archive/read.ts';
import { assignThreads, type ThreadsBy } from './selection/assign-threads.ts';
import { openIndex } from './selection/database.ts';
import { type Condition, contains, parseQuery, relevantWords, toCondition } from './selection/query.ts';
import { type Candidate, draw, type Sampling } from './selection/sample.ts';

/** What is selected of an archive. */
export interface Selection {
  readonly threads: ThreadsBy;
  readonly split: 'thread' | 'message';
  readonly query?: string | undefined;
  readonly people?: readonly string[] | undefined;
  /** ISO 8601; `until` is not included. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly include: readonly string[];
  /** All, where it is absent. */
  readonly maxSamples?: number | undefined;
  readonly sample?: Sampling | undefined;
  readonly seed: number;
}

/** One page of what is selected. */
export interface SelectInput {
  readonly database: string;
  readonly selection: Selection;
  /** Threads behind this one; absent: from the first on. */
  readonly after?: number | undefined;
}

/** A message of a thread, where it lies. */
export interface SelectedMessage {
  /** Name of its file in the archive. */
  readonly file: string;
  readonly container: InnerContainer;
  /** The file is packed: start and end are of what gunzip gives. */
  readonly packed: boolean;
  readonly start: number;
  readonly end: number;
  /** Of its bytes. */
  readonly digest: string;
  /** With `split: message`: it is to be a document. */
  readonly chosen: boolean;
}

/** A thread that is selected. */
export interface SelectedThread {
  readonly key: string;
  readonly messages: readonly SelectedMessage[];
}

export interface SelectResult {
  readonly threads: readonly SelectedThread[];
  /** There are more, behind this one. */
  readonly next?: number | undefined;
}

const PAGE = 500;

/** Selects threads of an indexed archive, a page at a time. Runs in a worker. */
export default function select({ database: path, selection, after }: SelectInput): SelectResult {
  const database = openIndex(path);
  try {
    assignThreads(database, selection.threads);
    const condition = conditionOf(selection);
    return selection.maxSamples === undefined
      ? page(database, selection, condition, after ?? 0)
      : sample(database, selection, condition, selection.maxSamples);
  } finally {
    database.close();
  }
}

function conditionOf({ query, people = [], since, until, include }: Selection): Condition {
  const conditions: Condition[] = [{ sql: 'thread > 0', values: [] }];
  if (!include.includes('automated')) conditions.push({ sql: 'automated = 0', values: [] });
  if (!include.includes('junk')) conditions.push({ sql: 'junk = 0', values: [] });
  if (since !== undefined) conditions.push({ sql: 'coalesce(date >= ?, 0)', values: [Date.parse(since)] });
  if (until !== undefined) conditions.push({ sql: 'coalesce(date < ?, 0)', values: [Date.parse(until)] });
  if (people.length > 0) {
    const any = people.map((person) => contains('people', person));
    conditions.push({
      sql: `(${any.map(({ sql }) => sql).join(' or ')})`,
      values: any.flatMap(({ values }) => values),
    });
  }
  if (query !== undefined) conditions.push(toCondition(parseQuery(query)));
  return {
    sql: conditions.map(({ sql }) => sql).join(' and '),
    values: conditions.flatMap(({ values }) => values),
  };
}

/** The next threads in which something is selected. */
function page(
  database: DatabaseSync,
  selection: Selection,
  { sql, values }: Condition,
  after: number,
): SelectResult {
  const found = database
    .prepare(`select distinct thread from message where thread > ? and ${sql} order by thread limit ?`)
    .all(after, ...values, PAGE)
    .map(({ thread }) => Number(thread));
  const chosen = database.prepare(`select id from message where thread = ? and ${sql}`);
  const threads = found.map((thread) => {
    const ids =
      selection.split === 'message' ? chosen.all(thread, ...values).map(({ id }) => Number(id)) : [];
    return readThread(database, thread, new Set(ids));
  });
  return found.length < PAGE ? { threads } : { threads, next: found.at(-1) };
}

function sample(
  database: DatabaseSync,
  selection: Selection,
  condition: Condition,
  most: number,
): SelectResult {
  const words = selection.query === undefined ? undefined : relevantWords(parseQuery(selection.query));
  const sampling = selection.sample ?? (words === undefined ? 'newest' : 'relevant');
  const drawn = draw(
    candidatesOf(database, selection, condition, sampling, words, most),
    sampling,
    most,
    selection.seed,
  );
  const byThread = Map.groupBy(drawn, ({ thread }) => thread);
  const threads = [...byThread].map(([thread, units]) =>
    readThread(database, thread, new Set(units.map(({ unit }) => unit))),
  );
  return { threads };
}

// What has an order, the database cuts off; what is drawn by lot or in turn must be seen whole.
const ORDERS: Readonly<Partial<Record<Sampling, string>>> = {
  newest: 'date desc, key',
  longest: 'size desc, key',
  relevant: 'rank, key',
};

function candidatesOf(
  database: DatabaseSync,
  { split }: Selection,
  { sql, values }: Condition,
  sampling: Sampling,
  words: string | undefined,
  most: number,
): readonly Candidate[] {
  const isRanked = sampling === 'relevant' && words !== undefined;
  const each = split === 'message';
  // A message of a thread stands for it; with `min` or `max` SQLite gives the other columns of that very row.
  const date = sampling === 'newest' ? 'max(m.date)' : 'min(m.date)';
  const columns = each ? 'm.id as unit, m.date as date' : `m.thread as unit, ${date} as date`;
  const key = each ? "coalesce(m.mid, '') || ' ' || m.digest" : 't.key';
  const rank = isRanked ? (each ? 'w.rank' : 'sum(w.rank)') : 'null';
  // Once and for all rows: FTS5 tells a rank in its own query alone.
  const ranked = isRanked
    ? 'with w as materialized (select rowid as id, bm25(words, 4.0, 2.0, 1.0) as rank from words where words match ?)'
    : '';
  const order = ORDERS[sampling];
  const rows = database
    .prepare(
      `${ranked} select ${columns}, ${key} as key, m.thread as thread, m.address as sender, t.messages as size, ${rank} as rank
       from (select id, thread, date, address, mid, digest from message where ${sql}) m join thread t on t.id = m.thread
       ${isRanked ? 'left join w on w.id = m.id' : ''} ${each ? '' : 'group by m.thread'}
       ${order === undefined ? '' : `order by ${order} limit ${most}`}`,
    )
    .all(...(isRanked ? [words] : []), ...values);
  return rows.map((row) => ({
    unit: Number(row.unit),
    key: String(row.key),
    thread: Number(row.thread),
    date: row.date === null ? undefined : Number(row.date),
    sender: String(row.sender),
  }));
}

function readThread(database: DatabaseSync, thread: number, chosen: ReadonlySet<number>): SelectedThread {
  const key = String(database.prepare('select key from thread where id = ?').get(thread)?.key);
  const messages = database
    .prepare(
      `select m.id, f.name, f.container, f.packed, m.start, m.end, m.digest from message m join file f on f.id = m.file
       where m.thread = ? order by f.name, m.start`,
    )
    .all(thread)
    .map((row) => ({
      file: String(row.name),
      container: String(row.container) as InnerContainer,
      packed: row.packed === 1,
      start: Number(row.start),
      end: Number(row.end),
      digest: String(row.digest),
      chosen: chosen.has(Number(row.id)),
    }));
  return { key, messages };
}
