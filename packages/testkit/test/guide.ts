import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The code blocks of a page, by language. @param path from the root of the workspace */
export function blocksOf(path: string): (language: string) => readonly string[] {
  const page = readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');
  return (language) =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
      ([, code = '']) => code,
    );
}

/** What `node --test` says of one of the files, line by line, without durations. */
export async function said(
  file: string,
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  // In the workspace, so that they find what they import.
  const parent = join(import.meta.dirname, '.guide');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const flags = ['--conditions=@bowerbird/source', '--disable-warning=ExperimentalWarning'];
  // NODE_TEST_CONTEXT would make it report to a parent; NODE_OPTIONS are those of this test runner.
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
  const given = [...flags, '--test', '--test-reporter=spec', join(folder, file)];
  return new Promise((resolve) => {
    execFile(process.execPath, given, { cwd: folder, env, encoding: 'utf8' }, (_, out) =>
      resolve(linesOf(out)),
    );
  });
}

/** The lines of an output, without durations. */
export function linesOf(output: string): readonly string[] {
  return output
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/ \(\d+(?:\.\d+)?ms\)$/, ''));
}

/** The code with a change made to it, as a diff shows it. Throws unless the change fits. */
export function changed(code: string, diff: string): string {
  const part = (sign: string) =>
    diff
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  if (!code.includes(part('-'))) throw new Error(`this is not in the code:\n${part('-')}`);
  return code.replace(part('-'), () => part('+'));
}
