// What everybody writes first: p-limit around a function that does nothing. Takes JSON on standard input, gives JSON on standard output.
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';

const { count, concurrency } = JSON.parse(await text(process.stdin));
const trivial = async (url) => [{ id: url, text: 'A few words.' }];
const limit = pLimit(concurrency);
const started = performance.now();
await Promise.all(
  Array.from({ length: count }, (_, index) => limit(trivial, `https://example.org/${index}`)),
);
console.log(JSON.stringify({ ms: performance.now() - started }));
