// Many keys over a connection with 2 ms round trip, at once and one by one: a real Redis, a loopback proxy that delays both ways.
import { keyvCache } from '@bowerbird/cache';
import KeyvRedis from '@keyv/redis';
import { delayingProxy, missingRedis, startRedis } from '../../packages/cache/test/servers.ts';
import { median, table } from '../shared/measure.mjs';
import { keyOf, small } from './texts.mjs';

const ROUND_TRIP_MS = 2;
const KEYS = 5000;

export async function remote({ repeats }) {
  const missing = missingRedis();
  if (missing !== undefined)
    return { title: 'Over a connection', text: `skipped: ${missing}`, figures: undefined };
  const server = await startRedis();
  const proxy = await delayingProxy(server.port, ROUND_TRIP_MS);
  const cache = keyvCache(new KeyvRedis(`redis://127.0.0.1:${proxy.port}`));
  try {
    const keys = Array.from({ length: KEYS }, (_, number) => keyOf(number));
    await cache.setMany(keys.map((key) => ({ key, value: JSON.stringify(small()) })));
    const times = [];
    for (let repeat = 0; repeat < repeats; repeat++) times.push(await timeOf(() => cache.getMany(keys)));
    const once = median(times);
    // Ten seconds: once is enough.
    const single = await timeOf(async () => {
      for (const key of keys) await cache.getMany([key]);
    });
    const rows = [
      [`${KEYS} keys, ${ROUND_TRIP_MS} ms round trip`, 'at once, ms', 'one by one, ms', 'ratio'],
      ['Redis', once.toFixed(1), single.toFixed(1), `${(single / once).toFixed(0)} ×`],
    ];
    return {
      title: 'Over a connection',
      text: table(rows),
      figures: { keys: KEYS, atOnceMs: once, oneByOneMs: single },
    };
  } finally {
    await cache.close();
    await proxy.close();
    await server.close();
  }
}

async function timeOf(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
