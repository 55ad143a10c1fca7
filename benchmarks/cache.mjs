// What the cache takes of SQLite's speed: each call as a share of the same work on bare prepared statements of node:sqlite (rows
// as arrays, WAL, synchronous=NORMAL) plus JSON, in the same run. 1.00 is the limit. Call times are those of the quiet quarter,
// over interleaved repeats: the machine may be shared.
//
//     npx node benchmarks/cache.mjs                                          (from dist)
//     npx node --conditions=@bowerbird/source benchmarks/cache.mjs           (from source)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteCache } from '@bowerbird/cache';

const REPEATS = 7;
const ENTRIES = 2000;
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));

// No call is made with the value that is there already: SQLite would skip the write.
let version = 0;
const small = () => ({ version: ++version, text: 'abcdefghij'.repeat(98) });
const large = () => ({ version: ++version, text: 'The quick brown fox jumps. '.repeat(1900) });
const keyOf = (number) => `talks:${String(number).padStart(64, '0')}`;
const someKey = () => keyOf(Math.floor(Math.random() * ENTRIES));
const hundredKeys = () => {
  const start = Math.floor(Math.random() * (ENTRIES - 100));
  return Array.from({ length: 100 }, (_, index) => keyOf(start + index));
};

function openRaw() {
  const database = new DatabaseSync(join(folder, 'raw.sqlite'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT)');
  const select = database.prepare('SELECT value FROM entry WHERE key = ?');
  const selectMany = database.prepare(
    'SELECT entry.key, entry.value FROM json_each(?) j JOIN entry ON entry.key = j.value',
  );
  const upsert = database.prepare(
    'INSERT INTO entry VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  select.setReturnArrays(true);
  selectMany.setReturnArrays(true);
  return {
    get: (key) => JSON.parse(select.get(key)[0]),
    getMany(keys) {
      const found = new Map(selectMany.all(JSON.stringify(keys)));
      return keys.map((key) => JSON.parse(found.get(key)));
    },
    set: (key, value) => upsert.run(key, JSON.stringify(value)),
    setMany(entries) {
      database.exec('BEGIN IMMEDIATE');
      for (const { key, value } of entries) upsert.run(key, JSON.stringify(value));
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}

async function openCache() {
  const cache = await sqliteCache({ file: join(folder, 'cache.sqlite') });
  return {
    async get(key) {
      const [value] = await cache.getMany([key]);
      return JSON.parse(value);
    },
    async getMany(keys) {
      return (await cache.getMany(keys)).map((value) => JSON.parse(value));
    },
    set: (key, value) => cache.setMany([{ key, value: JSON.stringify(value) }]),
    setMany: (entries) =>
      cache.setMany(entries.map(({ key, value }) => ({ key, value: JSON.stringify(value) }))),
    close: () => cache.close(),
  };
}

async function fill(store) {
  for (let start = 0; start < ENTRIES; start += 100) {
    await store.setMany(
      Array.from({ length: 100 }, (_, index) => ({ key: keyOf(start + index), value: small() })),
    );
  }
  for (let number = 0; number < 50; number++) await store.set(`large:${number}`, large());
}

const entriesOf = (keys, make) => keys.map((key) => ({ key, value: make() }));
const largeKey = () => `large:${Math.floor(Math.random() * 50)}`;
// [name, calls in a repeat, arguments of a call, the call]
const cases = [
  ['get 1 KB', 3000, () => [someKey()], (store, key) => store.get(key)],
  ['getMany(100) 1 KB', 200, () => [hundredKeys()], (store, keys) => store.getMany(keys)],
  ['set 1 KB', 1500, () => [someKey(), small()], (store, key, value) => store.set(key, value)],
  [
    'setMany(100) 1 KB',
    60,
    () => [entriesOf(hundredKeys(), small)],
    (store, entries) => store.setMany(entries),
  ],
  ['get 50 KB', 1000, () => [largeKey()], (store, key) => store.get(key)],
  ['set 50 KB', 300, () => [largeKey(), large()], (store, key, value) => store.set(key, value)],
];

/** The mean of the fastest quarter of the calls, in microseconds. */
async function measure(store, calls, make, call) {
  const times = [];
  for (let number = 0; number < calls; number++) {
    const given = make();
    const start = process.hrtime.bigint();
    const pending = call(store, ...given);
    if (pending instanceof Promise) await pending;
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  times.sort((a, b) => a - b);
  const quiet = times.slice(0, Math.ceil(calls / 4));
  return quiet.reduce((sum, time) => sum + time, 0) / quiet.length;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const stores = { raw: openRaw(), cache: await openCache() };
for (const store of Object.values(stores)) await fill(store);
console.log(`Node ${process.version}, SQLite ${process.versions.sqlite}\n`);
console.log(`${'call'.padEnd(20)}${'raw µs'.padStart(10)}${'cache µs'.padStart(10)}${'share'.padStart(8)}`);
for (const [name, calls, make, call] of cases) {
  const times = { raw: [], cache: [] };
  for (const store of Object.values(stores)) await measure(store, calls, make, call);
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const [which, store] of Object.entries(stores))
      times[which].push(await measure(store, calls, make, call));
  }
  const [raw, cache] = [median(times.raw), median(times.cache)];
  const row = [raw.toFixed(1), cache.toFixed(1)].map((text) => text.padStart(10)).join('');
  console.log(`${name.padEnd(20)}${row}${(raw / cache).toFixed(2).padStart(8)}`);
}
for (const store of Object.values(stores)) await store.close();
rmSync(folder, { recursive: true });
