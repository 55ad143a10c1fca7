import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support.ts';
import { examine } from './examine.ts';
import { type Program, programProbe } from './programs.ts';

const PROGRAM: Program = { name: 'tool', args: ['--version', 'a b;c'], neededFor: 'video', hint: 'Get it.' };

/** A folder with a script called `tool`. */
function folderWith(script: string, mode = 0o755): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'tool'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'tool'), mode);
  return folder;
}

function look(path: readonly string[], signal = new AbortController().signal) {
  const env = { PATH: path.join(delimiter) };
  return examine(programProbe(PROGRAM, env), { timeoutMs: 60_000, signal });
}

it.each([
  ['echo 2026.01.02', '2026.01.02'],
  ['echo "tool version 7.1-deb Copyright (c) all"; echo more', '7.1-deb'],
  ['printf "%s|" "$@"', '--version|a b;c|'],
  ['true', 'of unknown version'],
])('finds a program and its version: %s', async (script, version) => {
  const folder = folderWith(script);
  expect(await look([folder])).toEqual({
    name: 'tool',
    status: 'ok',
    message: `${version} (${join(folder, 'tool')})`,
  });
});

it('takes the first that can be run, and none of the working folder', async () => {
  const [plain, good] = [folderWith('echo plain', 0o644), folderWith('echo good')];
  const odd = temporaryFolder();
  mkdirSync(join(odd, 'tool'));
  expect(await look(['', '.', odd, plain, good])).toMatchObject({ message: `good (${join(good, 'tool')})` });
});

it('does not mind that it is not there', async () => {
  expect(await look([temporaryFolder()])).toEqual({
    name: 'tool',
    status: 'info',
    message: 'not found: needed for video, not before',
  });
});

it.each([
  ['2026.01.02', 'ok', undefined],
  ['2025.12.31.123456', 'ok', undefined],
  ['2025.09.30', 'warning', /2025\.09\.30 \(.*\) is 94 days old: it may fail where sites have changed/],
  ['2023.03.04', 'warning', /1035 days old/],
  ['7.1', 'ok', undefined],
] as const)('warns of a version that is too old: %s', async (version, status, message) => {
  const folder = folderWith(`echo ${version}`);
  const program = { ...PROGRAM, staleAfterDays: 90 };
  const probe = programProbe(program, { PATH: folder }, () => Date.UTC(2026, 0, 2, 12));
  const found = await examine(probe, { timeoutMs: 60_000, signal: new AbortController().signal });
  expect(found.status).toBe(status);
  if (message)
    expect(found).toMatchObject({
      message: expect.stringMatching(message),
      hint: expect.stringContaining('-U'),
    });
});

it.each([
  ['exit 3', 'fails (exit code 3)'],
  ['kill -9 $$', 'fails (SIGKILL)'],
  ['yes', 'writes without end'],
])('warns of one that does not work: %s', async (script, message) => {
  const folder = folderWith(script);
  expect(await look([folder])).toMatchObject({
    status: 'warning',
    message: `${join(folder, 'tool')} ${message}`,
    hint: 'Get it.',
  });
});

it('ends one that does not end, with everything that it has started', async () => {
  const folder = folderWith('cd "$(dirname "$0")"\nsh -c \'echo $$ > pid; sleep 600\'');
  const stop = new AbortController();
  const pending = look([folder], stop.signal);
  const file = join(folder, 'pid');
  await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, 'utf8')).toMatch(/\d\n/), 10_000);
  stop.abort(new Error('the time is up'));
  expect(await pending).toMatchObject({ status: 'warning', message: 'the time is up' });
  const child = Number(readFileSync(file, 'utf8'));
  // A zombie of a container without init is dead as well.
  const isAlive = () => {
    try {
      return !/\) Z /.test(readFileSync(`/proc/${child}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };
  await vi.waitFor(() => expect(isAlive()).toBe(false), 10_000);
});
