// Each call as a share of the same work on bare prepared statements of node:sqlite: 1.00 is the limit.
import { compare, quietCall, table } from '../shared/measure.mjs';
import { openOurs, openPeers, openRaw } from './stores.mjs';
import { keyOf, large, small } from './texts.mjs';

const ENTRIES = 2000;
const LARGE = 50;
const someKey = () => keyOf(Math.floor(Math.random() * ENTRIES));
const largeKey = () => `large:${Math.floor(Math.random() * LARGE)}`;
function hundredKeys() {
  const start = Math.floor(Math.random() * (ENTRIES - 100));
  return Array.from({ length: 100 }, (_, index) => keyOf(start + index));
}
const hundredEntries = () => hundredKeys().map((key) => ({ key, value: small() }));

// [name, calls in a repeat, what a call is given, the call]
const CALLS = [
  ['get 1 KB', 1500, someKey, (store, key) => store.get(key)],
  ['getMany(100) 1 KB', 100, hundredKeys, (store, keys) => store.getMany(keys)],
  ['set 1 KB', 800, () => [someKey(), small()], (store, [key, value]) => store.set(key, value)],
  ['setMany(100) 1 KB', 40, hundredEntries, (store, entries) => store.setMany(entries)],
  ['get 50 KB', 400, largeKey, (store, key) => store.get(key)],
  ['set 50 KB', 150, () => [largeKey(), large()], (store, [key, value]) => store.set(key, value)],
];

async function fill(store) {
  for (let start = 0; start < ENTRIES; start += 100) {
    await store.setMany(
      Array.from({ length: 100 }, (_, index) => ({ key: keyOf(start + index), value: small() })),
    );
  }
  for (let number = 0; number < LARGE; number++) await store.set(`large:${number}`, large());
}

export async function calls({ folder, repeats }) {
  const ours = [await openOurs(folder), await openOurs(folder, { compress: false })];
  const stores = [openRaw(folder), ...ours, ...(await openPeers(folder))];
  for (const store of stores) await fill(store);
  const figures = {};
  const rows = [['call (µs raw)', ...stores.slice(1).map(({ name }) => name)]];
  for (const [name, count, make, call] of CALLS) {
    const times = await compare(stores, repeats, (store) =>
      quietCall(count, make, (given) => call(store, given)),
    );
    const [raw, ...others] = stores.map((store) => times.get(store));
    figures[name] = Object.fromEntries(stores.map((store) => [store.name, times.get(store)]));
    rows.push([`${name} (${raw.toFixed(1)})`, ...others.map((time) => (raw / time).toFixed(2))]);
  }
  for (const store of stores) await store.close();
  return { title: 'Calls, as a share of raw node:sqlite', text: table(rows), figures };
}
