import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '../../../docs/guide/write-a-sink.md'), 'utf8');
const [sink = ''] = blocks('ts');
const [suite = ''] = blocks('js');
const [right = '', wrong = ''] = blocks('text');
const [diff = ''] = blocks('diff');

function blocks(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code = '']) => code);
}

/** What `node --test` says of a sink, line by line, without durations. */
function said(code: string): readonly string[] {
  // In the workspace, so that it finds what it imports.
  const parent = join(import.meta.dirname, '.guide');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'sink-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'sqlite.ts'), code);
  writeFileSync(join(folder, 'sqlite.test.js'), suite);
  const flags = ['--conditions=@bowerbird/source', '--test', '--test-reporter=spec'];
  const { stdout } = spawnSync(process.execPath, [...flags, join(folder, 'sqlite.test.js')], {
    encoding: 'utf8',
  });
  return lines(stdout);
}

function lines(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ \([\d.]+ms\)$/, ''));
}

it('has a whole sink in 24 lines', () => {
  expect(sink.split('\n').filter((line) => line !== '')).toHaveLength(24);
});

it('has a sink that is right, as the suite of the guide says', () => {
  expect(said(sink)).toEqual(expect.arrayContaining([...lines(right)]));
});

it('has a mistake that the suite tells of, in these words', () => {
  const part = (sign: string) =>
    lines(diff)
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  expect(sink).toContain(part('-'));
  expect(said(sink.replace(part('-'), part('+')))).toEqual(expect.arrayContaining([...lines(wrong)]));
});
