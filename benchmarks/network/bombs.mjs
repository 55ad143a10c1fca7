// Pages that are made to hang or to fill the parser of HTML, among 200 good ones.
import { createServer } from 'node:http';
import { table } from '../shared/measure.mjs';
import { runChild } from '../shared/run-child.mjs';

const CHILD = new URL('./child.mjs', import.meta.url);
const GOOD = 200;
const TIMEOUT_MS = 5000;

const page = (body) =>
  `<!doctype html><html lang="en"><head><title>A page</title></head><body>${body}</body></html>`;
const sentence =
  'The sea was calm that morning, and nobody on the shore had yet heard what the ships had brought. ';
const article = page(
  `<main><article><h1>A page</h1>${`<p>${sentence.repeat(6)}</p>`.repeat(80)}</article></main>`,
);

const BOMBS = {
  '20,000 nested div': () => page('<div>'.repeat(20_000)),
  '200,000 nested div': () => page('<div>'.repeat(200_000)),
  '200,000 nested div with text': () => page(`${'<div>word '.repeat(200_000)}${'</div>'.repeat(200_000)}`),
  '200,000 attributes': () =>
    page(`<p ${Array.from({ length: 200_000 }, (_, index) => `a${index}="1"`).join(' ')}>text</p>`),
  '300,000 br': () => page('<br>'.repeat(300_000)),
  '1,000,000 open comments': () => page('<!--'.repeat(1_000_000)),
  '200,000 nested tables': () => page('<table><tr><td>'.repeat(200_000)),
  '100,000 unclosed b and i': () => page('<b><i>x'.repeat(100_000)),
  '9 MB of one word': () => page(`<p>${'x'.repeat(9_000_000)}</p>`),
  '1,000,000 entities': () => page(`<p>${'&amp;'.repeat(1_000_000)}</p>`),
  '200,000 links': () => page(`<p>${'<a href="/x">x</a>'.repeat(200_000)}</p>`),
};

export async function bombs({ folder }) {
  const names = Object.keys(BOMBS);
  const server = createServer((request, response) => {
    const number = /^\/bomb-(\d+)$/.exec(request.url)?.[1];
    if (request.url === '/robots.txt') {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(number === undefined ? article : BOMBS[names[number]]());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  try {
    const good = Array.from({ length: GOOD }, (_, index) => `${origin}/good-${index}`);
    const bad = names.map((_, index) => `${origin}/bomb-${index}`);
    const mixed = good.flatMap((url, index) =>
      index % 15 === 0 && bad[index / 15] ? [bad[index / 15], url] : [url],
    );
    const run = (sources) =>
      runChild(CHILD, folder, {
        collector: 'web',
        timeoutMs: TIMEOUT_MS,
        config: { concurrency: 4, pipelines: { pages: { use: ['web'], sources } } },
      });
    const clean = await run(good);
    const hostile = await run(mixed);
    const told = new Map(
      hostile.failures.map(({ source, message }) => [source, message.replace(source, '…')]),
    );
    const goodFailed = good.filter((url) => told.has(url)).length;
    const figures = {
      good: GOOD - goodFailed,
      tasks: hostile.total.tasks,
      longestAttemptMs: hostile.longestAttemptMs,
      memory: hostile.peakMb / clean.peakMb,
    };
    const held =
      goodFailed === 0 &&
      hostile.total.tasks === mixed.length &&
      figures.longestAttemptMs <= TIMEOUT_MS + 500 &&
      figures.memory <= 2;
    if (!held) process.exitCode = 1;
    return {
      title: `Pages that are made to hang a parser (timeout ${TIMEOUT_MS / 1000} s)${held ? '' : ': NOT HELD'}`,
      text: `${table([['page', 'what becomes of it'], ...names.map((name, index) => [name, told.get(bad[index]) ?? 'collected'])])}

Good pages collected: ${figures.good} of ${GOOD}. The longest attempt: ${figures.longestAttemptMs} ms.
Peak memory: ${hostile.peakMb.toFixed(0)} MB, ${figures.memory.toFixed(2)} × that of the good pages alone (${clean.peakMb.toFixed(0)} MB).`,
      figures,
    };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
