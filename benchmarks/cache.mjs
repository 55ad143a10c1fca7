// What the cache takes of SQLite's speed and how it stands beside its peers, all in one run.
//
//     npm run bench -- cache [SECTION …] [--json FILE] [--repeats N]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { batches } from './cache/batches.mjs';
import { calls } from './cache/calls.mjs';
import { disk } from './cache/disk.mjs';
import { memory } from './cache/memory.mjs';
import { origin } from './cache/origin.mjs';
import { processes } from './cache/processes.mjs';
import { remote } from './cache/remote.mjs';

const SECTIONS = { calls, memory, batches, disk, origin, remote, processes };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, repeats: { type: 'string', default: '7' } },
});
const unknown = positionals.find((name) => !(name in SECTIONS));
if (unknown !== undefined) {
  console.error(`There is no section "${unknown}". There are: ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
const figures = { node: process.version, sqlite: process.versions.sqlite };
console.log(`Node ${process.version}, SQLite ${process.versions.sqlite}`);
try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(SECTIONS)) {
    const own = join(folder, name);
    mkdirSync(own);
    const result = await SECTIONS[name]({ folder: own, repeats: Number(values.repeats) });
    figures[name] = result.figures;
    console.log(`\n## ${result.title}\n\n${result.text}`);
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
