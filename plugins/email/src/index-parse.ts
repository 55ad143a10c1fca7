import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type InnerContainer, MessageFile, messageDigest } from './archive/read.ts';
import { bodyText } from './message/body.ts';
import { type Facts, factsOf } from './message/facts.ts';
import type { Person } from './message/headers.ts';
import { type Message, readMessage } from './message/mime.ts';
import { stripReply } from './reply/strip.ts';
import { openIndex, transaction } from './selection/database.ts';
import { baseSubject } from './thread/subject.ts';

/** A stretch of a file that is to be in the index. */
export interface IndexJob {
  /** Absolute path of the bytes. */
  readonly path: string;
  /** Its row. */
  readonly file: number;
  readonly container: InnerContainer;
  readonly folder?: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** What is indexed in one call. */
export interface IndexInput {
  readonly database: string;
  readonly jobs: readonly IndexJob[];
  /** What the messages say goes into the index of words, too. */
  readonly words: boolean;
}

/** What a call did. */
export interface IndexResult {
  readonly changed: number;
}

/** Fills the index of an archive from stretches of its files; one whose bytes are known is left as it is. Runs in a worker. */
export default function index({ database: path, jobs, words }: IndexInput): IndexResult {
  const database = openIndex(path);
  try {
    let changed = 0;
    for (const job of jobs) if (indexChunk(database, job, words)) changed++;
    return { changed };
  } finally {
    database.close();
  }
}

function indexChunk(database: DatabaseSync, job: IndexJob, words: boolean): boolean {
  const file = new MessageFile(job.path, job.container);
  try {
    const sha256 = file.digest(job.start, job.end);
    const known = database
      .prepare('select end, sha256, words from chunk where file = ? and start = ?')
      .get(job.file, job.start);
    if (known?.end === job.end && known.sha256 === sha256 && (!words || known.words === 1)) return false;
    // Before the transaction: only one worker writes, and all of them may read.
    const rows = [...rowsOf(file, job, words)];
    transaction(database, () => {
      forget(database, job);
      database
        .prepare('insert or replace into chunk values (?, ?, ?, ?, ?)')
        .run(job.file, job.start, job.end, sha256, words ? 1 : 0);
      const inserts = insertsInto(database);
      for (const row of rows) insertRow(inserts, job, row);
      database.exec("insert or replace into state values ('threads', '')");
    });
    return true;
  } finally {
    file.close();
  }
}

/** Takes out what stands in the index for a stretch of a file. */
function forget(database: DatabaseSync, { file, start, end }: IndexJob): void {
  database
    .prepare(
      'delete from words where rowid in (select id from message where file = ? and start >= ? and start < ?)',
    )
    .run(file, start, end);
  database.prepare('delete from message where file = ? and start >= ? and start < ?').run(file, start, end);
  database.prepare('delete from chunk where file = ? and start >= ? and start < ?').run(file, start, end);
}

interface Row {
  readonly start: number;
  readonly end: number;
  readonly digest: string;
  readonly facts: Facts;
  readonly text?: { readonly body: string; readonly attachments: number } | undefined;
}

function* rowsOf(file: MessageFile, { start, end, folder }: IndexJob, words: boolean): Generator<Row> {
  for (const { range, bytes } of file.messages(start, end)) {
    const digest = messageDigest(bytes);
    const separator =
      range.separator === undefined ? undefined : file.bytes(range.separator, range.start).toString('latin1');
    const message = readMessage(words ? file.sent(bytes) : headOf(bytes));
    const facts = factsOf(message.headers, folder, separator);
    yield { start: range.start, end: range.end, digest, facts, ...(words && { text: textOf(message) }) };
  }
}

/** The header of a message, and the line behind it. */
function headOf(bytes: Buffer): Buffer {
  for (const gap of ['\n\n', '\n\r\n']) {
    const end = bytes.indexOf(gap);
    if (end >= 0) return bytes.subarray(0, end + gap.length);
  }
  return bytes;
}

// What is longer is data; words behind it are not found.
const MOST_INDEXED = 1_000_000;

function textOf(message: Message): { readonly body: string; readonly attachments: number } {
  // Quoted words are found in the message that they are of.
  const body = stripReply(bodyText(message).text).text.slice(0, MOST_INDEXED);
  return { body, attachments: message.attachments.filter(({ inline }) => !inline).length };
}

interface Inserts {
  readonly message: StatementSync;
  readonly words: StatementSync;
}

function insertsInto(database: DatabaseSync): Inserts {
  return {
    message: database.prepare(
      `insert into message (file, start, end, digest, mid, refs, date, subject, base, sender, address, people, list, labels, gmail, automated, junk, attachments)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    words: database.prepare('insert into words (rowid, subject, people, body) values (?, ?, ?, ?)'),
  };
}

function insertRow(
  { message, words }: Inserts,
  job: IndexJob,
  { start, end, digest, facts, text }: Row,
): void {
  const [from] = facts.from;
  const people = [...facts.from, ...facts.to, ...facts.copy].map(nameOf).join(' ; ');
  const { lastInsertRowid } = message.run(
    job.file,
    start,
    end,
    digest,
    facts.id ?? null,
    facts.references.join(' '),
    facts.date ?? null,
    facts.subject.toLowerCase(),
    baseSubject(facts.subject).base.toLowerCase(),
    from === undefined ? '' : nameOf(from).toLowerCase(),
    from?.address.toLowerCase() ?? '',
    people.toLowerCase(),
    facts.list ?? null,
    facts.labels.map((label) => `|${label.toLowerCase()}|`).join(''),
    facts.gmailThread ?? null,
    facts.automated ? 1 : 0,
    facts.junk ? 1 : 0,
    text?.attachments ?? null,
  );
  if (text) words.run(lastInsertRowid, facts.subject, people, text.body);
}

function nameOf({ name, address }: Person): string {
  return name === '' ? address : `${name} <${address}>`;
}
