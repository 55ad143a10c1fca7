// The example of the README: runs `bowerbird run` in examples/quickstart, with the flags that were given, and says what to try next.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));
const bowerbird = fileURLToPath(new URL('../../packages/bowerbird/bin/bowerbird.js', import.meta.url));

const { status, signal } = spawnSync(process.execPath, [bowerbird, 'run', ...process.argv.slice(2)], {
  cwd: folder,
  stdio: 'inherit',
});
if (status === 0 && process.argv.length === 2) {
  console.error(`
The corpus is in examples/quickstart/corpus: a Markdown file per page in pages/, and all of them in pages.jsonl.

Try next:
  npm run quickstart                                      again: everything comes from the cache
  npm run quickstart -- --refresh                         compares every page with its source
  npx bowerbird collect examples/quickstart/pages/about.html     one page, as Markdown, to the terminal
  npx bowerbird --help                                    everything else`);
}
process.exitCode = signal ? 130 : (status ?? 1);
