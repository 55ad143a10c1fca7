import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './exit-codes.ts';

/** A file that will be written, at a place that has been tried. */
export interface PreparedFile {
  readonly path: string;
  /** Whole or not at all. */
  write(text: string): Promise<void>;
}

/**
 * Makes sure that a file can be written before the work whose result it is to hold.
 * @param option the option that named it, for messages
 * @throws {UsageError} if it cannot be written
 */
export async function prepareFile(cwd: string, name: string, option: string): Promise<PreparedFile> {
  if (name === '') throw new UsageError(`${option} needs the name of a file`);
  const path = await realpath(resolve(cwd, name)).catch(() => resolve(cwd, name));
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory())
    throw new UsageError(`${option} ${name}: this is a folder`, 'Name a file in it.');
  // A pipe or a terminal (/dev/stdout) must not be replaced.
  if (existing !== undefined && !existing.isFile()) return { path, write: (text) => writeFile(path, text) };
  try {
    await rm(await writeBeside(path, ''));
  } catch (error) {
    throw new UsageError(
      `${option} ${name}: ${await reason(error, dirname(path))}`,
      'Name a file in a folder that can be written to.',
    );
  }
  return { path, write: (text) => writeWhole(path, text) };
}

/** Writes a file so that it is never seen half written. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = await writeBeside(path, text);
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function writeBeside(path: string, text: string): Promise<string> {
  // A random name of `node:crypto` would cost `--help` 5 ms; `wx` takes no file that is there.
  const draft = `${path}.${process.pid}-${Date.now().toString(36)}.tmp`;
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}

async function reason(error: unknown, folder: string): Promise<string> {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const there = await stat(folder).catch(() => undefined);
  if (!there?.isDirectory()) return `there is no folder ${folder}`;
  // ENOENT for a folder that is there: one that makes its files itself, like /proc.
  if (['ENOENT', 'EACCES', 'EPERM', 'EROFS'].includes(code)) return `${folder} cannot be written to`;
  return error instanceof Error ? error.message : String(error);
}
