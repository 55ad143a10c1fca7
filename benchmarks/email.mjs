// What the collector `email` reads, beside the libraries that Node has for it, in one run.
//   BOWERBIRD_CORPORA=… node benchmarks/email.mjs [--source] [--fails] [--megabytes N] [--messages N] [SECTION …]
// Sets of the corpora are not part of the project: sections that need them say so and end without them.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { archives } from './email/archives.mjs';
import { bombs } from './email/bombs.mjs';
import { generated } from './email/generated.mjs';
import { parsing } from './email/parsing.mjs';
import { replies } from './email/replies.mjs';
import { speed } from './email/speed.mjs';
import { threads } from './email/threads.mjs';

const SECTIONS = { parsing, threads, replies, generated, speed, bombs, archives };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fails: { type: 'boolean', default: false },
    megabytes: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '10000' },
  },
});
const unknown = positionals.find((name) => !(name in SECTIONS));
if (unknown !== undefined) {
  console.error(`There is no section "${unknown}". There are: ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-email-'));
try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(SECTIONS)) {
    const own = join(folder, name);
    mkdirSync(own);
    console.log(`\n## ${name}\n`);
    await SECTIONS[name]({
      folder: own,
      corpora: process.env.BOWERBIRD_CORPORA,
      fails: values.fails,
      megabytes: Number(values.megabytes),
      messages: Number(values.messages),
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
