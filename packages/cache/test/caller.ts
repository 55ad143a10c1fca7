// A process of its own that asks for one value: `node caller.ts <file> <callers> <mode>`. Waits for a line on standard input, asks as many times
// at once, and prints a line of JSON: how often it loaded, and what it got. Each load appends a line to `<file>.calls`.
//   mode  value   the load takes a second and brings a value: longer than processes differ in their start
//         fail    it takes a second and fails
//         hang    it prints `loading` and never ends
//         slow    it takes as long as until the next line on standard input
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache, sqliteCache } from '../src/index.ts';

const [, , file = '', callers = '1', mode = 'value'] = process.argv;
const cache = createCache({ store: await sqliteCache({ file }), leaseMs: 1000 });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
process.stdout.write('ready\n');
await lines.next();

async function load(): Promise<string> {
  appendFileSync(`${file}.calls`, `${process.pid}\n`);
  process.stdout.write('loading\n');
  // Its timers do not keep a process alive.
  if (mode === 'hang') await new Promise((resolve) => setTimeout(resolve, 1e9));
  else if (mode === 'slow') await lines.next();
  else await sleep(1000);
  if (mode === 'fail') throw new Error('the provider is down');
  return `loaded by ${process.pid}`;
}

const results = await Promise.allSettled(
  Array.from({ length: Number(callers) }, () => cache.getOrSet('key', load, { lease: true })),
);
const got = [
  ...new Set(results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message))),
];
process.stdout.write(`${JSON.stringify({ got, count: results.length })}\n`);
await cache.close();
process.exit();
