import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('names everybody whose code is in the built files of a package', () => {
  execFileSync(process.execPath, [join(root, 'tools/scripts/notices.mjs'), '--check']);
});

it('has no import() of CommonJS: built in, it would give no names', () => {
  const built = globSync('{packages,plugins}/*/dist/*.js', { cwd: root });
  expect(built.length).toBeGreaterThan(20);
  for (const name of built)
    expect(readFileSync(join(root, name), 'utf8'), name).not.toMatch(/^export default require_/m);
});

it('takes from the modules of Node only what it uses', () => {
  for (const name of globSync('{packages,plugins}/*/dist/*.js', { cwd: root }))
    expect(readFileSync(join(root, name), 'utf8'), name).not.toMatch(/^import .* from "node:/m);
});
