import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes JSON so that a reader sees the old or the new, never half. At once and not in the background: what is written is small, and an
 * answer from the cache would wait longer for its turns than for all else.
 */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const part = `${file}.${randomUUID()}.part`;
  const write = () => writeFileSync(part, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  try {
    write();
  } catch (error) {
    // Its folder is there already, but for the first time.
    if (!isMissing(error)) throw error;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    write();
  }
  renameSync(part, file);
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** @returns `undefined`: there is no such file */
export async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
