import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes JSON so that a reader sees the old or the new, never half. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const part = `${file}.${randomUUID()}.part`;
  const write = () => writeFile(part, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  // Its folder is there already, but for the first time.
  await write().catch(async (error) => {
    if (!isMissing(error)) throw error;
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await write();
  });
  await rename(part, file);
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
