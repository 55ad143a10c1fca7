// Books: what is read of them, how they are divided, what becomes of broken ones, and how fast that is, beside other readers.
//
//     BOWERBIRD_CORPORA=… npm run bench -- books [SECTION …] [--repeats N] [--json FILE]
//
// The corpora are not part of the project: without them this says so and ends.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { corpora } from './books/corpora.mjs';
import { epub } from './books/epub.mjs';
import { headings } from './books/headings.mjs';
import { hostile } from './books/hostile.mjs';
import { manuals } from './books/manuals.mjs';
import { pdf } from './books/pdf.mjs';
import { speed } from './books/speed.mjs';
import { runSections } from './shared/sections.mjs';

if (!corpora || !existsSync(join(corpora, 'score/pdf.mjs'))) {
  console.log('benchmarks/books: no corpora (set BOWERBIRD_CORPORA to their folder); nothing measured.');
  process.exit(0);
}
await runSections({ epub, pdf, manuals, headings, hostile, speed }, { repeats: 5 });
process.exit();
