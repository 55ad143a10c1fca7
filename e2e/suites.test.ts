import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { archivesOf, cleanEnvironment, projectIn } from './outside.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-suites-'));
let project = '';

const RUNNERS = {
  'node:test': {
    imports: "import { test } from 'node:test';",
    command: [process.execPath, '--test', '--test-reporter=spec'],
    passed: /^ℹ pass (\d+)$/m,
  },
  vitest: {
    imports: "import { test } from 'vitest';",
    command: ['vitest', 'run'],
    passed: /^ *Tests +(\d+) passed/m,
  },
  mocha: {
    imports: "import { it as test } from 'mocha';",
    command: ['mocha'],
    passed: /^ *(\d+) passing/m,
  },
} as const;
type Runner = keyof typeof RUNNERS;

/** The code of a guide: its first block of TypeScript. */
function codeOf(guide: string): string {
  const [, code = ''] =
    /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/guide', guide), 'utf8')) ?? [];
  return code;
}

/** The version of a package in this workspace. */
function pinned(name: string): string {
  return `${name}@${JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version}`;
}

function run(runner: Runner, suites: 'suites' | 'wrong') {
  const { imports, command, passed } = RUNNERS[runner];
  const file = `${suites}.${runner.replaceAll(/\W+/g, '-')}.test.mjs`;
  writeFileSync(
    join(project, file),
    `${imports}\nimport { suites } from './${suites}.mjs';\n\nsuites(test);\n`,
  );
  const [program = '', ...args] = command;
  // What is no path is a command of the project.
  const path = isAbsolute(program) ? program : join(project, 'node_modules/.bin', program);
  const { stdout, stderr, status } = spawnSync(path, [...args, file], {
    cwd: project,
    env: cleanEnvironment(),
    encoding: 'utf8',
  });
  return { status, passed: Number(passed.exec(stdout)?.[1]), output: stdout + stderr };
}

beforeAll(() => {
  const ours = archivesOf(inject('archives'), /^bowerbird-(core|cache|secrets|testkit|plugin-)/);
  project = projectIn(folder, [...ours, pinned('vitest'), pinned('mocha')]);
  for (const name of readdirSync(join(import.meta.dirname, 'suites')))
    copyFileSync(join(import.meta.dirname, 'suites', name), join(project, name));
  mkdirSync(join(project, 'pages'));
  writeFileSync(join(project, 'pages', 'a.html'), '<title>A page</title><article><p>Text.</p></article>');
  writeFileSync(join(project, 'table.ts'), codeOf('write-a-cache-adapter.md'));
  writeFileSync(join(project, 'sqlite.ts'), codeOf('write-a-sink.md'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const counts = new Set<number>();

it.each(Object.keys(RUNNERS) as Runner[])('%s runs every suite', (runner) => {
  const { status, passed, output } = run(runner, 'suites');
  expect(status, output).toBe(0);
  expect(passed, output).toBeGreaterThan(150);
  counts.add(passed);
});

it('is the same number of tests in each', () => {
  expect(counts.size).toBe(1);
});

it.each(Object.keys(RUNNERS) as Runner[])('%s shows what is wrong, and what to do', (runner) => {
  const { status, output } = run(runner, 'wrong');
  expect(status).not.toBe(0);
  expect(output).toContain('it should be an error with recovery next');
  expect(output).toContain('Pass every response through ensureOk() of @bowerbird/core before reading it');
});
