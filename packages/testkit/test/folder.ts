import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivered } from '@bowerbird/core';
import { readJson } from './corpus.ts';

/** The documents of a folder with one JSON file each. */
export async function readFolder(folder: string): Promise<readonly Delivered[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(names.map((name) => readJson(join(folder, name))));
  return files.flat();
}
