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
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { archivesOf, cleanEnvironment, projectIn } from './outside.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-packed-'));
let project = '';

const COLLECTOR = `import { defineCollector } from 'bowerbird';

export default defineCollector({
  name: 'greeting',
  summary: 'Says hello.',
  revision: 1,
  request: { '~standard': { version: 1, vendor: 'here', validate: (value) => ({ value }) } },
  create: () => ({ collect: async ({ name }) => [{ id: 'greeting:' + name, text: 'Hello ' + name }] }),
});
`;

const RC = `plugins: [bowerbird-plugin-notes, ./collectors/greeting.mjs]
pipelines:
  pages: ["./*.html"]
  notes: ["./*.note"]
  greetings:
    use: [greeting]
    sources: [{ name: Jane }]
`;

function bowerbird(...args: string[]) {
  const bin = join(project, 'node_modules', '.bin', 'bowerbird');
  return spawnSync(bin, args, {
    cwd: project,
    env: { ...cleanEnvironment(), BOWERBIRD_HOME: join(folder, 'home') },
    encoding: 'utf8',
  });
}

beforeAll(() => {
  // Without what is built into the command.
  project = projectIn(
    folder,
    archivesOf(inject('archives'), /^(?!bowerbird-(cache|cli|markdown|mcp|runner|secrets|testkit)-)/),
  );
  mkdirSync(join(project, 'collectors'));
  writeFileSync(join(project, '.bowerbirdrc.yaml'), RC);
  writeFileSync(join(project, 'collectors', 'greeting.mjs'), COLLECTOR);
  writeFileSync(join(project, 'a.note'), 'A note.');
  copyFileSync(join(root, 'examples/quickstart/pages/sqlite-mostdeployed.html'), join(project, 'page.html'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('installs nothing that wants to be compiled, and nothing that is in the command already', () => {
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  for (const name of [
    '@bowerbird/cli',
    '@bowerbird/mcp',
    '@bowerbird/runner',
    '@bowerbird/cache',
    '@bowerbird/secrets',
    'undici',
    // Not zod: the SDK of MCP, whose files are no part of the bundle, needs one of its own.
    'yaml',
  ])
    expect(Object.keys(lock.packages)).not.toContain(`node_modules/${name}`);
  const scripts = Object.entries<{ hasInstallScript?: boolean }>(lock.packages).filter(
    ([, entry]) => entry.hasInstallScript,
  );
  expect(scripts.map(([name]) => name)).toEqual([]);
});

it('shows its help and version', () => {
  expect(bowerbird('--help').stdout).toContain('bowerbird run');
  expect(bowerbird('--version').stdout.trim()).toBe(
    JSON.parse(readFileSync(join(root, 'packages/bowerbird/package.json'), 'utf8')).version,
  );
});

it('knows the built-in plugins, the installed one and the local one', () => {
  const { stdout } = bowerbird('plugins');
  for (const name of ['web', 'email', 'markdown', 'jsonl', 'notes', 'greeting', 'sqlite'])
    expect(stdout).toContain(name);
});

it('collects with all of them, and nothing twice', () => {
  const first = bowerbird('run', '--summary', 'summary.json');
  expect(first.stderr).toContain('Collected 3 sources');
  expect(first.status).toBe(0);
  expect(readdirSync(join(project, 'corpus')).sort()).toEqual(['greetings', 'notes', 'pages']);
  const corpus = () =>
    readdirSync(join(project, 'corpus'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
  expect(corpus()).toHaveLength(3);
  expect(bowerbird('run', '--summary', 'summary.json').status).toBe(0);
  const { total } = JSON.parse(readFileSync(join(project, 'summary.json'), 'utf8'));
  expect(total).toMatchObject({ tasks: 3, collected: 3, hitRate: 1, attempts: 0 });
});

it('collects single pages without an rc file', () => {
  rmSync(join(project, '.bowerbirdrc.yaml'));
  const { stdout, status } = bowerbird('collect', 'page.html');
  expect(status).toBe(0);
  expect(stdout).toContain('Most Widely Deployed');
});

it('serves agents, with nothing but the protocol on standard output', () => {
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
  };
  const { stdout } = spawnSync(join(project, 'node_modules', '.bin', 'bowerbird'), ['mcp'], {
    cwd: project,
    env: { ...cleanEnvironment(), BOWERBIRD_HOME: join(folder, 'home') },
    encoding: 'utf8',
    input: `${JSON.stringify(initialize)}\n`,
  });
  const lines = stdout.trim().split('\n');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ id: 1, result: { serverInfo: { name: 'bowerbird' } } });
});

it('says in one line what an old Node is missing', () => {
  const bin = join(project, 'node_modules', 'bowerbird', 'bin', 'bowerbird.js');
  const preload = join(folder, 'old.cjs');
  writeFileSync(preload, "Object.defineProperty(process.versions, 'node', { value: '20.20.2' });");
  const { stderr, status } = spawnSync(process.execPath, ['--require', preload, bin, 'run'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain('needs Node.js 22.19 or newer');
});
