// What the benchmarks of the cache keep. No call writes the value that is there already: SQLite would skip the write.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const pages = join(import.meta.dirname, '../../examples/quickstart/pages');
const words = globSync('*.html', { cwd: pages })
  .sort()
  .map((file) =>
    readFileSync(join(pages, file), 'utf8')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' '),
  )
  .join(' ');

let version = 0;

/** About 1 KB. */
export const small = () => ({ version: ++version, text: 'abcdefghij'.repeat(98) });

/** 50,000 characters of real text, from the pages of the example; each from another place. */
export function large() {
  const start = (++version * 7919) % (words.length - 50_000);
  return { version, text: words.slice(start, start + 50_000) };
}

export const keyOf = (number) => `talks:${String(number).padStart(64, '0')}`;
