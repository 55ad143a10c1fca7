import type { DatabaseSync } from 'node:sqlite';
import { type Threadable, type ThreadNode, threadByReferences, threadBySubject } from '../thread/threads.ts';
import { readState, transaction, writeState } from './database.ts';
import { NumberTable } from './number-table.ts';

/** By what messages are threads: see the field `threads` of the request. */
export type ThreadsBy = 'references' | 'references-and-subject' | 'subject';

interface Row extends Threadable {
  readonly row: number;
  readonly digest: string;
  readonly gmail: string | undefined;
  readonly people: string;
}

/**
 * Gives every message of the index its thread, if something has changed since the last time. First what could be connected at all is put
 * together, over all messages and with a number each; then each group is threaded by itself. So memory grows with the number of
 * messages by a few dozen bytes each, and ids depend on nobody's order.
 */
export function assignThreads(database: DatabaseSync, by: ThreadsBy): void {
  if (readState(database, 'threads') === by) return;
  transaction(database, () => {
    group(database, by);
    database.exec('delete from thread');
    const insert = database.prepare('insert into thread (key, messages, first, last) values (?, ?, ?, ?)');
    const move = database.prepare('update message set thread = ? where id = ?');
    for (const members of groups(database)) {
      for (const { key, rows } of threadsIn(members, by)) {
        const dates = rows.map(({ date }) => date).filter((date) => date !== undefined);
        const first = dates.length > 0 ? dates.reduce((a, b) => Math.min(a, b)) : null;
        const last = dates.length > 0 ? dates.reduce((a, b) => Math.max(a, b)) : null;
        const { lastInsertRowid } = insert.run(key, rows.length, first, last);
        // Below zero stand the groups that are still to be read.
        for (const { row } of rows) move.run(lastInsertRowid, row);
      }
    }
    writeState(database, 'threads', by);
  });
}

/** Puts together what may be connected: messages that share an id, a thread of Gmail or a subject, by union-find. */
function group(database: DatabaseSync, by: ThreadsBy): void {
  const nodes = new NumberTable();
  const parents: number[] = [];
  const rows: number[] = [];
  const rowNodes: number[] = [];
  const nodeOf = (text: string): number => {
    const hash = hash53(text);
    const there = nodes.get(hash);
    if (there !== undefined) return there;
    nodes.set(hash, parents.length);
    return parents.push(parents.length) - 1;
  };
  const select = database.prepare('select id, mid, refs, base, gmail from message order by id');
  for (const { id, mid, refs, base, gmail } of select.iterate()) {
    const keys = keysOf({ mid, refs, base, gmail }, by);
    const [first = parents.push(parents.length) - 1, ...others] = keys.map(nodeOf);
    for (const other of others) unite(parents, first, other);
    rows.push(Number(id));
    rowNodes.push(first);
  }
  const update = database.prepare('update message set thread = ? where id = ?');
  for (const [index, row] of rows.entries()) update.run(-1 - find(parents, rowNodes[index] ?? 0), row);
}

function keysOf(
  { mid, refs, base, gmail }: Readonly<Record<'mid' | 'refs' | 'base' | 'gmail', unknown>>,
  by: ThreadsBy,
): readonly string[] {
  if (gmail !== null) return [`gmail ${gmail}`];
  const ids =
    by === 'subject' ? [] : [mid, ...String(refs).split(' ')].filter((id) => id !== null && id !== '');
  const subject = by === 'references' || base === '' ? [] : [`subject ${base}`];
  return [...ids.map((id) => `id ${id}`), ...subject];
}

function find(parents: number[], node: number): number {
  let at = node;
  for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) {
    parents[at] = parents[up] ?? up;
    at = up;
  }
  return at;
}

function unite(parents: number[], a: number, b: number): void {
  const [x, y] = [find(parents, a), find(parents, b)];
  // The smaller number stays: whatever comes first.
  if (x < y) parents[y] = x;
  else parents[x] = y;
}

/** 53 bits of a hash (cyrb53): what meets by chance is in one group, and threaded apart in it. */
function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  // Zero is no number for a table.
  return 4294967296 * (2097151 & b) + (a >>> 0) || 1;
}

const GROUPS_AT_ONCE = 500;

/** The messages of each group, a few thousand of them in memory at a time. */
function* groups(database: DatabaseSync): Generator<readonly Row[]> {
  const select = database.prepare(
    `select id, thread, mid, refs, base, subject, date, digest, gmail, people from message
     where thread < 0 order by thread limit ?`,
  );
  for (let most = GROUPS_AT_ONCE; ; ) {
    const rows = select.all(most);
    if (rows.length === 0) return;
    const last = rows.at(-1)?.thread;
    // The last group may go on.
    const whole = rows.length < most ? rows : rows.filter(({ thread }) => thread !== last);
    if (whole.length === 0) {
      most *= 2;
      continue;
    }
    most = GROUPS_AT_ONCE;
    yield* byThread(whole);
  }
}

function* byThread(rows: readonly Record<string, unknown>[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && rows[end]?.thread === rows[start]?.thread) end++;
    yield rows.slice(start, end).map(toRow);
    start = end;
  }
}

function toRow(row: Record<string, unknown>): Row {
  return {
    row: Number(row.id),
    id: row.mid === null ? undefined : String(row.mid),
    references: String(row.refs)
      .split(' ')
      .filter((id) => id !== ''),
    subject: String(row.subject),
    date: row.date === null ? undefined : Number(row.date),
    digest: String(row.digest),
    gmail: row.gmail === null ? undefined : String(row.gmail),
    people: String(row.people),
  };
}

interface Thread {
  readonly key: string;
  readonly rows: readonly Row[];
}

/** The threads of a group, each with what names it for ever: its first message, or the missing one that all refer to. */
function threadsIn(members: readonly Row[], by: ThreadsBy): readonly Thread[] {
  const gmail = members[0]?.gmail;
  if (gmail !== undefined) return [{ key: `gmail:${gmail}`, rows: members }];
  const sorted = members.toSorted(byDate);
  // A copy of a message goes with the first of them.
  const copies = new Map<string, Row[]>();
  const singles = sorted.filter((row) => {
    const there = row.id === undefined ? undefined : copies.get(row.id);
    if (there) there.push(row);
    else if (row.id !== undefined) copies.set(row.id, []);
    return there === undefined;
  });
  const related = by === 'references-and-subject' ? sharePeople : undefined;
  const roots =
    by === 'subject' ? threadBySubject(singles) : threadByReferences(singles, { bySubject: related });
  return roots.map((root) => {
    const rows = messagesOf(root).flatMap((row) => [
      row,
      ...(row.id === undefined ? [] : (copies.get(row.id) ?? [])),
    ]);
    return { key: keyOf(root, rows), rows };
  });
}

function keyOf(root: ThreadNode<Row>, rows: readonly Row[]): string {
  if (root.id !== '' && !root.id.startsWith('\u0000')) return root.id;
  return `sha256:${rows[0]?.digest}`;
}

function messagesOf(root: ThreadNode<Row>): readonly Row[] {
  const rows: Row[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.message) rows.push(node.message);
    stack.push(...node.children);
  }
  return rows;
}

/** By date, then by what no order of the archive changes. */
function byDate(a: Row, b: Row): number {
  if (a.date !== b.date) return (a.date ?? Number.POSITIVE_INFINITY) - (b.date ?? Number.POSITIVE_INFINITY);
  const [x, y] = [`${a.id ?? ''} ${a.digest}`, `${b.id ?? ''} ${b.digest}`];
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

function sharePeople(a: Row, b: Row): boolean {
  const others = new Set(addresses(b));
  return addresses(a).some((address) => others.has(address));
}

function addresses({ people }: Row): readonly string[] {
  return people.match(/[^\s<>;]+@[^\s<>;]+/g) ?? [];
}
