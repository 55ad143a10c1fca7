// What everybody writes first: p-limit around the HTTP client. It caches, retries and limits nothing.
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';
import { Agent, request } from 'undici';

const { sources, concurrency } = JSON.parse(await text(process.stdin));
const dispatcher = new Agent();
const limit = pLimit(concurrency);
const started = performance.now();
await Promise.all(
  sources.map((url) =>
    limit(async () => {
      const { body } = await request(url, { dispatcher });
      await body.arrayBuffer();
    }),
  ),
);
console.log(JSON.stringify({ ms: performance.now() - started }));
await dispatcher.close();
