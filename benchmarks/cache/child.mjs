// A process of its own for the benchmarks of several: `node child.mjs <work> <file> …`. Says `ready`, waits for a line, works, and prints
// what it measured as a line of JSON.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache, sqliteCache } from '@bowerbird/cache';
import { large } from './texts.mjs';

const [work, file, ...rest] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (value) => process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);

const WORKS = {
  /** Asks for one value, as many times at once as told; a load takes 100 ms, and fails where told. Its times are of one clock for all processes. */
  async ask(callers, mode, leaseMs) {
    const cache = createCache({ store: await sqliteCache({ file }), leaseMs: Number(leaseMs) });
    let calls = 0;
    let loadedAt = 0;
    const load = async () => {
      calls++;
      say('loading');
      await sleep(mode === 'hang' ? 1e8 : 100);
      loadedAt = Date.now();
      if (mode === 'fail') throw new Error('the provider is down');
      return 'value';
    };
    say('ready');
    await lines.next();
    await Promise.allSettled(
      Array.from({ length: Number(callers) }, () => cache.getOrSet('key', load, { lease: true })),
    );
    say({ calls, loadedAt, answeredAt: Date.now() });
    await cache.close();
  },
  /** Writes batches of 1 MB for as long as told, and measures how long its event loop stood still. */
  async write(name, forMs) {
    const cache = await sqliteCache({ file, compressAbove: Number.POSITIVE_INFINITY });
    say('ready');
    await lines.next();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const end = performance.now() + Number(forMs);
    let batches = 0;
    while (performance.now() < end) {
      const entries = Array.from({ length: 20 }, (_, index) => ({
        key: `${name}:${(batches * 20 + index) % 400}`,
        value: JSON.stringify(large()),
      }));
      await cache.setMany(entries);
      batches++;
      // As between two pieces of other work.
      await sleep(1);
    }
    delay.disable();
    say({ batches, p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 });
    await cache.close();
  },
  /** Opens the file, writes one entry, and closes. */
  async open(name) {
    say('ready');
    await lines.next();
    for (const round of JSON.parse((await lines.next()).value)) {
      const cache = await sqliteCache({ file: `${file}.${round}` });
      await cache.setMany([{ key: name, value: 'x' }]);
      await cache.close();
      say(String(round));
      await lines.next();
    }
    say({});
  },
};

await WORKS[work](...rest);
process.exit();
