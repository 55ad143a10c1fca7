// npm run bench -- NAME […]: runs one benchmark of this folder. Figures stand in docs/performance.md.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

const names = globSync('*.mjs', { cwd: import.meta.dirname })
  .map((file) => basename(file, '.mjs'))
  .filter((name) => name !== 'run')
  .sort();
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(
    `${name === undefined ? 'Which benchmark?' : `There is no benchmark called "${name}".`} There are: ${names.join(', ')}`,
  );
  process.exit(2);
}
const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.mjs`), ...rest], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
