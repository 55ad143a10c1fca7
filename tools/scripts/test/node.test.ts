import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

// npm itself may run on an older Node: what it starts must not.
it('is at least 22.19 for whatever npm starts', () => {
  const environment = Object.entries(process.env).filter(([name]) => !/^(npm_|PATH$)/i.test(name));
  // Without the folders that npm has put in front for this very test.
  const path = (process.env.PATH ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const env = { ...Object.fromEntries(environment), PATH: path.join(':') };
  const version = execFileSync('npm', ['exec', '--silent', '-c', 'node --version'], {
    env,
    encoding: 'utf8',
  });
  const [, major = 0, minor = 0] = (/v(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  expect(major > 22 || (major === 22 && minor >= 19), version).toBe(true);
});
