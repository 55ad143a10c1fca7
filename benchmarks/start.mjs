// What a start of `bowerbird` costs beside a bare start of the same Node: runs take turns, so that a noisy moment meets all of them.
//
//     taskset -c 0 npm run bench -- start [--runs N]
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const SERVER = `
import { createServer } from 'node:http';
const body = '<!doctype html><title>Page</title><main><h1>Page</h1>' + '<p>Text that is worth being kept for a while.</p>'.repeat(40) + '</main>';
createServer((request, response) => response.setHeader('content-type', 'text/html').end(body))
  .listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

const { values } = parseArgs({ options: { runs: { type: 'string', default: '41' } } });
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
// TMPDIR holds the compile cache: the first start of each fills it.
const env = { ...process.env, BOWERBIRD_HOME: join(folder, 'home'), TMPDIR: folder, NO_COLOR: '1' };
for (const name of ['NODE_OPTIONS', 'NODE_COMPILE_CACHE']) delete env[name];
const bin = join(import.meta.dirname, '../packages/bowerbird/bin/bowerbird.js');
const STARTS = {
  'node -e 0': ['-e', '0'],
  'bowerbird --version': [bin, '--version'],
  'bowerbird --help': [bin, '--help'],
  'bowerbird run, 1 source in the cache': [bin, 'run'],
};

const start = (args) => {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env });
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { took, stderr: String(stderr) };
};

try {
  await fillCache();
  const times = new Map(Object.keys(STARTS).map((name) => [name, []]));
  // The first round fills the compile cache, and is not counted.
  for (let round = 0; round <= runs; round++)
    for (const [name, args] of Object.entries(STARTS)) {
      const { took } = start(args);
      if (round > 0) times.get(name).push(took);
    }
  report(times);
} finally {
  rmSync(folder, { recursive: true });
}

/** Collects one page of a server, which is gone when the runs are measured. */
async function fillCache() {
  const server = spawn(process.execPath, ['--input-type=module', '--eval', SERVER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise((resolve) => server.stdout.once('data', (text) => resolve(Number(text))));
    mkdirSync(env.BOWERBIRD_HOME);
    writeFileSync(
      join(folder, '.bowerbirdrc.yaml'),
      `network: { allowPrivate: [127.0.0.1] }\npipelines:\n  pages: ["http://127.0.0.1:${port}/"]\n`,
    );
    start([bin, 'run']);
  } finally {
    server.kill();
  }
  const { stderr } = start([bin, 'run']);
  if (!/100% hits/.test(stderr)) throw new Error(`the page is not in the cache: ${stderr}`);
}

function report(times) {
  const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const bare = middle(times.get('node -e 0'));
  console.log(`Node ${process.version}, median of ${runs}\n`);
  console.log('| Start | ms | × bare Node |\n| --- | ---: | ---: |');
  for (const [name, list] of times)
    console.log(`| ${name} | ${middle(list).toFixed(1)} | ${(middle(list) / bare).toFixed(2)} |`);
}
