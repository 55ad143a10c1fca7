// A PDF of 300 pages and one of 1,000, each read in this process: how long, and how much memory at most.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { makePdf } from '../../plugins/book/test/make-pdf.ts';
import { closePool, collect } from './collect.mjs';

const WORDS =
  'The male builds a bower of sticks and sets out before it what he has found in the wood around him'.split(
    ' ',
  );
const LINES = 45;

const { base } = await json(process.stdin);
let most = 0;
const watch = setInterval(() => {
  most = Math.max(most, process.memoryUsage.rss());
}, 20);
const small = await read(300);
const large = await read(1000);
clearInterval(watch);
await closePool();
console.log(JSON.stringify({ ...large, rssMb: Math.round(most / 1024 / 1024), small }));

async function read(count) {
  const pages = Array.from({ length: count }, (_, page) => [
    { x: 72, y: 40, text: `${page + 1}    The bower`, size: 9 },
    ...Array.from({ length: LINES }, (_, line) => ({
      x: 72,
      y: 80 + 14 * line,
      text: lineOf(page * LINES + line),
    })),
  ]);
  const path = join(base, `${count}.pdf`);
  writeFileSync(path, makePdf({ pages }));
  const started = performance.now();
  const { documents, error } = await collect(path);
  if (error) throw error;
  if (documents[0].text.includes('The bower\n')) throw new Error('the running heads are still there');
  return { pages: documents[0].metadata.quality.pages, ms: performance.now() - started };
}

function lineOf(number) {
  return Array.from({ length: 15 }, (_, index) => WORDS[(number * 7 + index * 5) % WORDS.length]).join(' ');
}
