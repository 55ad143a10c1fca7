// `kill -9` while 3,000 documents are delivered, again and again: each is in the sink once in the end, whole, with all that was cut out
// of it, and none was collected again once it was kept.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventsIn, prepare, start } from '../crash/bird.mjs';
import { textOf } from './tales.mjs';

const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite');
const DOCUMENTS = 3000;
const MOST_LIVES = 400;
// Writes of a life before it is killed, at most: there are 300 in all.
const MOST_WRITES = 30;

export async function kills({ folder, rounds = 20 }) {
  const own = prepare(join(folder, 'tales'), {
    plugins: [fileURLToPath(new URL('./tales.mjs', import.meta.url))],
    sinks: ['sqlite'],
    concurrency: 20,
    pipelines: {
      tales: {
        use: ['tales'],
        transforms: [{ use: 'chunk', options: { maxCharacters: 200 } }],
        sources: [{ tales: DOCUMENTS }],
      },
    },
  });
  const failures = [];
  const tally = { kills: 0, lives: 0, held: [] };
  for (let life; tally.lives < MOST_LIVES; ) {
    life = await live(own, tally.kills < rounds);
    tally.lives++;
    if (life.signal === 'SIGKILL') tally.kills++;
    const { faults, documents } = faultsOf(own);
    failures.push(...faults.map((fault) => `after life ${tally.lives}: ${fault}`));
    tally.held.push(documents);
    if (life.signal === 'SIGKILL') continue;
    if (life.code !== 0) failures.push(`a life ended with ${life.code}: ${life.stderr.slice(-500)}`);
    if (documents !== DOCUMENTS) failures.push(`${documents} documents in the end, not ${DOCUMENTS}`);
    if (tally.kills >= rounds || life.code !== 0) break;
    // All is delivered: the sink begins anew, and what was collected is delivered from the cache.
    empty(own);
  }
  const told = readFileSync(join(own, 'told.txt'), 'utf8').trim().split('\n').length;
  const text = [
    `${tally.kills} kills in ${tally.lives} lives, each after a random number of writes; documents held after each life: ${tally.held.join(', ')}`,
    `every document in the sink once and whole, with all of its chunks: ${failures.length === 0 ? 'yes' : 'no'}`,
    `collected ${told} times in all, for ${DOCUMENTS} documents (what a kill catches between being collected and being kept is collected again)`,
  ].join('\n');
  return { title: 'kill -9 during delivery', text, figures: { ...tally, told }, failures };
}

/** One run; it may be killed some writes after its first one, at any moment. */
async function live(folder, mayDie) {
  const running = start(folder, ['run', '--log', 'json']);
  const after = Math.ceil(Math.random() * MOST_WRITES);
  if (mayDie)
    running.child.stderr.on('data', () => {
      if (eventsIn(running.said.stderr).filter(({ type }) => type === 'sink-write').length < after) return;
      setTimeout(() => running.child.kill('SIGKILL'), Math.random() * 30);
    });
  return running.ended;
}

function open(folder, work) {
  const database = new DatabaseSync(join(folder, 'corpus/tales.sqlite'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const empty = (folder) =>
  open(folder, (database) => database.exec('delete from documents; delete from chunks; delete from spans'));

function faultsOf(folder) {
  return open(folder, (database) => {
    const faults = [];
    const [{ integrity_check: integrity }] = database.prepare('pragma integrity_check').all();
    if (integrity !== 'ok') faults.push(integrity);
    for (const table of ['documents', 'chunks'])
      database.exec(`insert into ${table}_search (${table}_search, rank) values ('integrity-check', 1)`);
    const documents = database.prepare('select id, text from documents').all();
    const parts = Map.groupBy(
      database
        .prepare('select document, start, end, text, metadata from chunks order by document, start')
        .all(),
      ({ document }) => document,
    );
    for (const { id, text } of documents) {
      if (text !== textOf(id.split(':')[1])) faults.push(`${id} is not whole`);
      const own = parts.get(id) ?? [];
      if (own.length !== JSON.parse(own[0]?.metadata ?? '{"chunk":{}}').chunk.of)
        faults.push(`${id} has ${own.length} chunks`);
      if (own.some((part) => part.text !== text.slice(part.start, part.end)))
        faults.push(`${id} has a wrong chunk`);
    }
    for (const id of parts.keys())
      if (!documents.some((document) => document.id === id))
        faults.push(`${id} is not there, and has chunks`);
    return { faults, documents: documents.length };
  });
}
