import { execFileSync, spawnSync } from 'node:child_process';
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
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bowerbird-packed-'));
const archives = join(folder, 'archives');
const project = join(folder, 'project');

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

/** What the workspace's npm sets in the environment speaks of the workspace. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD|NODE_OPTIONS|VITEST|NODE_ENV)/.test(name),
  );
  return { ...Object.fromEntries(entries), BOWERBIRD_HOME: join(folder, 'home'), NO_COLOR: '1' };
}

function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, env: cleanEnvironment(), encoding: 'utf8' });
}

function bowerbird(...args: string[]) {
  const bin = join(project, 'node_modules', '.bin', 'bowerbird');
  return spawnSync(bin, args, { cwd: project, env: cleanEnvironment(), encoding: 'utf8' });
}

beforeAll(() => {
  mkdirSync(archives);
  mkdirSync(join(project, 'collectors'), { recursive: true });
  const workspaces = ['packages', 'plugins'].flatMap((kind) =>
    readdirSync(join(root, kind)).map((name) => join(kind, name)),
  );
  npm(
    root,
    'pack',
    '--silent',
    ...workspaces.flatMap((name) => ['-w', name]),
    '--pack-destination',
    archives,
  );
  npm(join(import.meta.dirname, 'third-party'), 'pack', '--silent', '--pack-destination', archives);
  writeFileSync(join(project, 'package.json'), '{ "name": "outside", "private": true }');
  // Without what is built into the command.
  const files = readdirSync(archives)
    .filter((name) => !/^bowerbird-(cache|cli|runner)-/.test(name))
    .map((name) => join(archives, name));
  npm(project, 'install', '--no-audit', '--no-fund', '--loglevel=error', ...files);
  writeFileSync(join(project, '.bowerbirdrc.yaml'), RC);
  writeFileSync(join(project, 'collectors', 'greeting.mjs'), COLLECTOR);
  writeFileSync(join(project, 'a.note'), 'A note.');
  copyFileSync(join(root, 'examples/quickstart/pages/sqlite-mostdeployed.html'), join(project, 'page.html'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('installs nothing that wants to be compiled, and nothing that is in the command already', () => {
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  for (const name of ['@bowerbird/cli', '@bowerbird/runner', '@bowerbird/cache', 'undici', 'zod', 'yaml'])
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
  for (const name of ['web', 'markdown', 'jsonl', 'notes', 'greeting', 'sqlite'])
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
