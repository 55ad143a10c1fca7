// Whether what npm would publish of each package can be used: publint over every one of them.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { dirname } from 'node:path';

for (const folder of globSync('{packages,plugins}/*/package.json').map(dirname).sort()) {
  const { status } = spawnSync('publint', ['run', folder, '--strict'], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
