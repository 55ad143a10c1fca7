import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheAdapterDefinition } from '@bowerbird/core';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheSuite } from '../src/cache/cache-suite.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/guide/write-a-cache-adapter.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);
const [adapter = ''] = blocks('ts');
const [testFile = ''] = blocks('js');
const [passing = '', failing = ''] = blocks('text');
const [change = ''] = blocks('diff');

// In the workspace, so that the snippet finds what it imports.
mkdirSync(join(import.meta.dirname, '.guide'), { recursive: true });
const folder = mkdtempSync(join(import.meta.dirname, '.guide/cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'table.ts'), adapter);
const { default: table } = (await import(join(folder, 'table.ts'))) as {
  readonly default: CacheAdapterDefinition;
};

cacheSuite(it, table);

/** What `node --test` says of an adapter, without its times. */
async function outputOf(name: string, code: string): Promise<string> {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'table.ts'), code);
  writeFileSync(join(place, 'table.test.js'), testFile);
  const flags = ['--conditions=@bowerbird/source', '--disable-warning=ExperimentalWarning'];
  // NODE_TEST_CONTEXT would make it report to a parent; NODE_OPTIONS are those of the test runner.
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
  const output = await new Promise<string>((resolve) => {
    const given = [...flags, '--test', '--test-reporter=spec', join(place, 'table.test.js')];
    execFile(process.execPath, given, { cwd: place, env, encoding: 'utf8' }, (_, out) => resolve(out));
  });
  return timeless(output);
}

function timeless(output: string): string {
  return output.replaceAll(/ \(\d+(?:\.\d+)?ms\)/g, '');
}

describe('the guide to cache adapters', () => {
  it('shows what a right one makes of the suite', async () => {
    const lines = (await outputOf('right', adapter)).split('\n');
    const passed = lines.filter((line) => /^✔|^ℹ (?:tests|pass|fail) /.test(line));
    expect(`${passed.join('\n')}\n`).toBe(timeless(passing));
  }, 60_000);

  it('shows what a wrong one makes of it', async () => {
    const [, before = ''] = /^-(.*)$/m.exec(change) ?? [];
    const [, after = ''] = /^\+(.*)$/m.exec(change) ?? [];
    expect(adapter).toContain(before);
    const output = await outputOf(
      'wrong',
      adapter.replace(before, () => after),
    );
    for (const line of timeless(failing).trim().split('\n')) expect(output).toContain(line.trim());
  }, 60_000);
});
