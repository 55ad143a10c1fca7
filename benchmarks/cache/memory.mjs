// A hit in memory: getOrSet of a value that is there, against the peers' own memory tiers.
import { createCache, memoryCache } from '@bowerbird/cache';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { createCache as createCacheManager } from 'cache-manager';
import { Cacheable } from 'cacheable';
import { median, table } from '../shared/measure.mjs';
import { large, small } from './texts.mjs';

const BATCH_MS = 60;

export async function memory({ repeats }) {
  const ours = createCache({ store: memoryCache() });
  const cacheable = new Cacheable();
  const manager = createCacheManager();
  const bento = new BentoCache({
    default: 'store',
    stores: { store: bentostore().useL1Layer(memoryDriver({ serialize: false })) },
  });
  const ways = [
    ['the cache', (key, load) => ours.getOrSet(key, load)],
    ['bentocache, serialize: false', (key, factory) => bento.getOrSet({ key, factory })],
    ['cacheable', (key, load) => cacheable.getOrSet(key, load)],
    ['cache-manager', (key, load) => manager.wrap(key, load)],
  ];
  const figures = {};
  const rows = [['million hits a second', ...ways.map(([name]) => name)]];
  for (const [name, make] of [
    ['1 KB', small],
    ['50 KB', large],
  ]) {
    const rates = new Map(ways.map(([way]) => [way, []]));
    for (let repeat = 0; repeat <= repeats; repeat++) {
      for (const [way, ask] of ways) {
        await ask(name, async () => make());
        const rate = await hitsPerMicrosecond(() => ask(name, async () => make()));
        // The first round warms up.
        if (repeat > 0) rates.get(way).push(rate);
      }
    }
    figures[name] = Object.fromEntries([...rates].map(([way, all]) => [way, median(all)]));
    rows.push([name, ...ways.map(([way]) => figures[name][way].toFixed(3))]);
  }
  await Promise.all([ours.close(), cacheable.disconnect(), manager.disconnect(), bento.disconnectAll()]);
  return { title: 'Hits in memory', text: table(rows), figures };
}

async function hitsPerMicrosecond(hit) {
  const start = performance.now();
  let hits = 0;
  while (performance.now() - start < BATCH_MS) {
    for (let number = 0; number < 500; number++) await hit();
    hits += 500;
  }
  return hits / ((performance.now() - start) * 1000);
}
