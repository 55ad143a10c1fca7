// Many keys at once, against the patterns of the systems that Bowerbird grew out of.
import { compare, quietCall, table } from '../shared/measure.mjs';
import { openFiles, openKeyv, openOurs } from './stores.mjs';
import { keyOf, small } from './texts.mjs';

const ENTRIES = 5000;
const keysFrom = (start, count) => Array.from({ length: count }, (_, index) => keyOf(start + index));
const someFive = () => keysFrom(Math.floor(Math.random() * (ENTRIES - 5)), 5);

export async function batches({ folder, repeats }) {
  const [ours, keyv, files] = [await openOurs(folder), await openKeyv(folder), openFiles(folder)];
  for (const store of [ours, keyv, files]) {
    for (let start = 0; start < ENTRIES; start += 100)
      await store.setMany(keysFrom(start, 100).map((key) => ({ key, value: small() })));
  }
  const oneByOne = (store) => async (keys) => {
    for (const key of keys) await store.get(key);
  };
  const ways = [
    { name: 'the cache, at once', ask: (keys) => ours.getMany(keys) },
    { name: 'Keyv, one by one', ask: oneByOne(keyv) },
    { name: 'files, one after another', ask: oneByOne(files) },
  ];
  const figures = {};
  const rows = [['µs', ...ways.map(({ name }) => name), 'Keyv / cache', 'files / cache']];
  for (const [name, calls, make] of [
    ['5 keys', 300, someFive],
    ['5,000 keys', 4, () => keysFrom(0, ENTRIES)],
  ]) {
    const times = await compare(ways, repeats, ({ ask }) => quietCall(calls, make, ask));
    const [cache, stock, file] = ways.map((way) => times.get(way));
    figures[name] = { cache, keyv: stock, files: file };
    rows.push([
      name,
      ...[cache, stock, file].map((time) => time.toFixed(1)),
      `${(stock / cache).toFixed(1)} ×`,
      `${(file / cache).toFixed(1)} ×`,
    ]);
  }
  for (const store of [ours, keyv, files]) await store.close();
  return { title: 'Batches', text: table(rows), figures };
}
