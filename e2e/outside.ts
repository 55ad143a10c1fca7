import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder with the packed archives of every package, and of a plugin of a stranger. */
    readonly archives: string;
  }
}

const root = join(import.meta.dirname, '..');

/** Packs once for all tests. */
export default function packAll({ provide }: TestProject): () => void {
  const archives = mkdtempSync(join(tmpdir(), 'bowerbird-archives-'));
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
  provide('archives', archives);
  return () => rmSync(archives, { recursive: true, force: true });
}

/** What the workspace's npm sets in the environment speaks of the workspace. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|INIT_CWD|NODE_OPTIONS|NODE_TEST_CONTEXT|VITEST|NODE_ENV)/.test(name),
  );
  return { ...Object.fromEntries(entries), NO_COLOR: '1' };
}

export function npm(cwd: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd, env: cleanEnvironment(), encoding: 'utf8' });
}

/** An empty project outside the workspace. @param packages archives and names of what is installed into it */
export function projectIn(folder: string, packages: readonly string[]): string {
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "name": "outside", "private": true }');
  npm(project, 'install', '--no-audit', '--no-fund', '--loglevel=error', ...packages);
  return project;
}

/** The paths of the archives whose names match. */
export function archivesOf(archives: string, names: RegExp): readonly string[] {
  return readdirSync(archives)
    .filter((name) => names.test(name))
    .map((name) => join(archives, name));
}
