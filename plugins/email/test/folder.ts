import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files into a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** A folder for one test, with files in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-email-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return writeFiles(folder, files);
}

/** A message as text. */
export function mail(headers: Readonly<Record<string, string>>, body: string): string {
  const all = { From: 'Jane Doe <jane@example.org>', Date: 'Fri, 5 Jan 2024 10:00:00 +0000', ...headers };
  return `${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n\n${body}\n`;
}

export const SEPARATOR = 'From jane@example.org Fri Jan  5 10:00:00 2024\n';
