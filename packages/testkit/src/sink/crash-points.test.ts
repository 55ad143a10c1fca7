import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const CRASH_POINTS = new URL('./crash-points.ts', import.meta.url).href;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bowerbird-crash-'));
  writeFileSync(join(folder, 'a'), 'old');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs code in a process of its own, which kills itself before its n-th change. What is in the files then. */
function killed(number: number, code: string): Readonly<Record<string, string>> {
  const program = `
    import { dieBeforeChange, placeCrashPoints } from ${JSON.stringify(CRASH_POINTS)};
    await placeCrashPoints();
    const { open, rename, writeFile } = await import('node:fs/promises');
    dieBeforeChange(${number});
    ${code}`;
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder });
  expect(signal).toBe('SIGKILL');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

it('dies in the middle of writeFile of a path, when the file is empty', () => {
  expect(killed(1, `await writeFile('a', 'new')`)).toEqual({ a: '' });
});

it('dies before writeFile of a handle, and opens nothing that is called as the data are', () => {
  const aside = `const handle = await open('b', 'w'); await handle.writeFile('a'); await rename('b', 'a')`;
  expect(killed(2, aside)).toEqual({ a: 'old', b: '' });
  expect(killed(3, aside)).toEqual({ a: 'old', b: 'a' });
});
