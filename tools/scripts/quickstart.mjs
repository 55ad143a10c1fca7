// The example of the README: builds what is not built, runs `bowerbird run` in examples/quickstart with the flags that were given,
// and says what to try next.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));
const bowerbird = fileURLToPath(new URL('../../packages/bowerbird/bin/bowerbird.js', import.meta.url));
const flags = process.argv.slice(2);

const build = spawnSync('nx', ['run-many', '-t', 'build', '--output-style=static'], {
  cwd: root,
  encoding: 'utf8',
});
if (build.status !== 0) {
  console.error(`${build.stdout}${build.stderr}`);
  process.exit(1);
}

const { status, signal } = spawnSync(process.execPath, [bowerbird, 'run', ...flags], {
  cwd: folder,
  stdio: 'inherit',
});
if (status === 0 && flags.length === 0) {
  console.error(`Try next:
  npm run quickstart                   again: everything comes from the cache
  npm run quickstart -- --refresh      compares everything with its source
  npx bowerbird collect examples/quickstart/pages/sqlite-whentouse.html
  npx bowerbird collect examples/quickstart/books/marcus-aurelius_meditations.epub
  npx bowerbird --help`);
}
process.exitCode = signal ? 130 : (status ?? 1);
