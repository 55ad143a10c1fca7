import { spawnSync } from 'node:child_process';
import { closeSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateThread, toMbox } from './own.mjs';

const BIN = fileURLToPath(new URL('../../packages/bowerbird/bin/bowerbird.js', import.meta.url));

const OTHER_QUERIES = ['garden AND kettle', 'garden AND harbour', 'kettle AND budget'];

/** A sample of an archive, cold and indexed; and a large archive in bounded memory. Through the command, as people use it. */
export function archives({ folder, messages, megabytes }) {
  const small = join(folder, 'small.mbox');
  writeArchive(small, ({ count }) => count < messages);
  rc(folder, 'small.mbox', 'query: budget AND harbour');
  const size = (statSync(small).size / 1e6).toFixed(0);
  const cold = run(folder);
  const others = OTHER_QUERIES.map((query) => {
    rc(folder, 'small.mbox', `query: ${query}`);
    return run(folder);
  });
  console.log(
    `a sample of ${messages} messages (${size} MB): cold ${cold.time}, other queries ${others.map(({ time }) => time).join(', ')}; the run itself ${others.map(({ itself }) => itself).join(', ')}`,
  );

  const large = join(folder, 'large.mbox');
  const count = writeArchive(large, ({ bytes }) => bytes < megabytes * 1e6);
  rc(folder, 'large.mbox', 'sample: newest');
  const sampled = run(folder);
  console.log(
    `${count} messages, ${megabytes} MB, the newest 100 threads: ${sampled.time}, ${sampled.peak} MB at most`,
  );
  rc(folder, 'large.mbox', 'query: budget AND harbour');
  const queried = run(folder);
  console.log(`the same, first query: ${queried.time}, ${queried.peak} MB at most`);
  rc(folder, 'large.mbox', 'query: garden AND kettle');
  const again = run(folder);
  console.log(`the same, second query: ${again.time}, ${again.peak} MB at most`);
}

// A mailbox has files in it: so many of its bytes are base64.
const FILE = Buffer.alloc(30_000, 'The bytes of a file. ').toString('base64').replaceAll(/.{76}/g, '$&\n');

function writeArchive(path, goesOn) {
  const file = openSync(path, 'w');
  let bytes = 0;
  let count = 0;
  for (let seed = 1; goesOn({ bytes, count }); seed++) {
    const thread = generateThread(seed, 1 + (seed % 12)).map((message, index) =>
      (seed + index) % 8 === 0 ? withFile(message) : message,
    );
    const text = toMbox(thread);
    writeSync(file, text);
    bytes += text.length;
    count += thread.length;
  }
  closeSync(file);
  return count;
}

function withFile(message) {
  const [head, ...body] = message.source.split('\n\n');
  const type = /^Content-Type:.*$/m.exec(head)?.[0] ?? '';
  const headers = head.replace(type, 'Content-Type: multipart/mixed; boundary="b"');
  const source = `${headers}\n\n--b\n${type}\n\n${body.join('\n\n')}\n--b\nContent-Type: application/pdf; name="a.pdf"\nContent-Disposition: attachment; filename="a.pdf"\nContent-Transfer-Encoding: base64\n\n${FILE}\n--b--\n`;
  return { ...message, source };
}

function rc(folder, source, selection) {
  writeFileSync(
    join(folder, '.bowerbirdrc.yaml'),
    `sinks: [{ use: jsonl, options: { path: corpus } }]\ntimeout: 30m\npipelines:\n  mail:\n    with: { ${selection} }\n    sources: [./${source}]\n`,
  );
}

/** Runs the command. Peak memory is that of the process, workers included, as the system counts it. */
function run(folder) {
  const started = performance.now();
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`, BIN, 'run'],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, BOWERBIRD_HOME: join(folder, 'home'), NO_COLOR: '1' },
    },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`bowerbird run ended with ${status}\n${stderr}`);
  const [, kilobytes, microseconds] = /^PEAK (\d+) CPU (\d+)$/m.exec(stderr) ?? [];
  const peak = Math.round(Number(kilobytes) / 1000);
  const cpu = Number(microseconds) / 1e6;
  return {
    time: `${seconds.toFixed(1)} s (CPU ${cpu.toFixed(1)} s)`,
    peak,
    itself: /^Collected .* in (.*)$/m.exec(stderr)?.[1],
  };
}

// Written at the end of the process itself: kilobytes at most.
const REPORT = `import { isMainThread } from 'node:worker_threads'; import { writeSync } from 'node:fs';
if (isMainThread) process.on('exit', () => { const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage(); writeSync(2, 'PEAK ' + maxRSS + ' CPU ' + (userCPUTime + systemCPUTime) + '\\n'); });`;
