import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Where an archive lies, and what is kept of it. */
export interface ArchivePlace {
  /** Absolute path of the file or folder. */
  readonly root: string;
  /** Absolute path of its index. */
  readonly database: string;
  /** Absolute path of what was unpacked of one of its files. */
  unpacked(name: string): string;
}

/** @param state the folder of the definition */
export function placeOf(root: string, state: string): ArchivePlace {
  const folder = join(state, nameOf(root));
  return {
    root,
    database: join(folder, 'index.sqlite'),
    unpacked: (name) => join(folder, 'unpacked', nameOf(name)),
  };
}

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}
