// How long one tool call takes, as the client of the official SDK sees it, with `bowerbird mcp` as it is built. All of it on loopback, and made here.
//
//     npm run bench -- mcp [--calls N]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startAssemblyai } from '@bowerbird/testkit';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { makePdf } from '../plugins/book/test/make-pdf.ts';
import { wav } from '../plugins/video/test/media.ts';

const { values } = parseArgs({ options: { calls: { type: 'string', default: '40' } } });
const calls = Number(values.calls);
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
const text = 'Text that is worth being kept for a while, and for a second sentence. ';
const site = createServer((request, response) => {
  if (request.url === '/robots.txt') return response.writeHead(404).end();
  const body = `<article><h1>${request.url}</h1>${`<p>${text.repeat(6)}</p>`.repeat(20)}</article>`;
  return response
    .setHeader('content-type', 'text/html')
    .end(`<!doctype html><title>Page</title><main>${body}</main>`);
});
await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${site.address().port}`;
const lines = Array.from({ length: 40 }, (_, line) => ({
  x: 72,
  y: 760 - line * 17,
  text: `${line} ${text}`,
  size: 10,
}));
writeFileSync(
  join(folder, 'book.pdf'),
  makePdf({ title: 'Book', pages: Array.from({ length: 300 }, () => lines) }),
);
const message = (number) =>
  `From a@example.org Thu Jan  1 00:00:00 2026\nMessage-ID: <${number}@example.org>\nFrom: a@example.org\nDate: Thu, 1 Jan 2026 00:00:00 +0000\nSubject: Matter ${number % 2500}\n\n${number % 7 === 0 ? 'A parser of mail. ' : ''}${text.repeat(8)}\n\n`;
writeFileSync(
  join(folder, 'list.mbox'),
  Array.from({ length: 10_000 }, (_, number) => message(number)).join(''),
);
const minute = Array.from(
  { length: 20 },
  (_, cue) =>
    `00:${String(cue * 3).padStart(2, '0')}.000 --> 00:${String(cue * 3 + 2).padStart(2, '0')}.900\n${text}\n`,
);
writeFileSync(join(folder, 'talk.vtt'), `WEBVTT\n\n${minute.join('\n')}`);

const assemblyai = await startAssemblyai({ polls: 1 });
writeFileSync(join(folder, 'minute.wav'), wav(60));
writeFileSync(join(folder, '.env'), `KEY=${assemblyai.key}\n`);

writeFileSync(
  join(folder, '.bowerbirdrc.yaml'),
  `network: { allowPrivate: [127.0.0.1] }
pipelines:
  pages: ["${url}/"]
  talks:
    use: [{ collector: assemblyai, options: { apiKey: "\${env:KEY}", baseUrl: "${assemblyai.url}", pollAfterMs: 200 } }]
    sources: [./minute.wav]
`,
);

const bin = join(import.meta.dirname, '../packages/bowerbird/bin/bowerbird.js');
const client = new Client({ name: 'bench', version: '1' });
const env = { ...process.env, BOWERBIRD_HOME: join(folder, 'home') };
const transport = new StdioClientTransport({
  command: process.execPath,
  args: [bin, 'mcp', '--max-cost', '1'],
  cwd: folder,
  env,
});

async function call(name, input) {
  const began = performance.now();
  const answer = await client.callTool({ name, arguments: input });
  const took = performance.now() - began;
  if (answer.isError || answer.structuredContent.state !== 'done') throw new Error(JSON.stringify(answer));
  return took;
}

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const tell = (what, ms) => console.log(`${what.padEnd(52)} ${ms.toFixed(1).padStart(9)} ms`);

try {
  const began = performance.now();
  await client.connect(transport);
  tell('start of the server, until it is connected', performance.now() - began);
  tell(
    'the first page, uncached (loads and starts all)',
    await call('collect_web_content', { url: `${url}/0` }),
  );
  const fresh = [];
  for (let number = 1; number <= calls; number++)
    fresh.push(await call('collect_web_content', { url: `${url}/${number}` }));
  tell('a page, uncached (median)', median(fresh));
  const kept = [];
  for (let number = 1; number <= calls; number++)
    kept.push(await call('collect_web_content', { url: `${url}/${number}` }));
  tell('a page, cached (median)', median(kept));
  tell('a PDF of 300 pages', await call('process_book', { book_path: 'book.pdf' }));
  tell(
    '100 threads for a query, of 10,000 messages',
    await call('sample_email_archive', { archive_path: 'list.mbox', query: 'parser' }),
  );
  tell('captions of one minute', await call('collect', { sources: ['talk.vtt'] }));
  tell(
    'one minute of audio, from a provider who is asked twice',
    await call('transcribe_video', { source_url: 'minute.wav' }),
  );
} finally {
  await client.close();
  site.close();
  await assemblyai.close();
  rmSync(folder, { recursive: true, force: true });
}
