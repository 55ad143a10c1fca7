import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** One of the files that a database had: each but the newest was found damaged. */
export interface Generation {
  /** The path that was asked for. */
  readonly name: string;
  /** From 1. */
  readonly number: number;
  /** Its own path: the name itself, then `cache.2.sqlite`, `cache.3.sqlite`. */
  readonly file: string;
}

/** The newest file of a database; the first, if there is none. */
export async function newestGeneration(name: string): Promise<Generation> {
  const numbers = (await generations(name)).map(({ number }) => number);
  return generationOf(name, Math.max(1, ...numbers));
}

/** The one after. */
export function nextGeneration({ name, number }: Generation): Generation {
  return generationOf(name, number + 1);
}

/** Deletes the files that came before, with those that SQLite keeps beside them. A file that never was a database stays. */
export async function removeOlder(current: string, name: string): Promise<void> {
  for (const { file } of await generations(name)) {
    if (file === current) return;
    if (!(await wasDatabase(file))) continue;
    for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true });
  }
}

// What every database begins with (https://sqlite.org/fileformat.html, section 1.3), and how much of it damage must have left.
const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const ENOUGH = 12;

async function wasDatabase(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return MAGIC.filter((byte, index) => byte === buffer[index]).length >= ENOUGH;
  } finally {
    await handle.close();
  }
}

/** All that are there, the oldest first. */
export async function generations(name: string): Promise<Generation[]> {
  const extension = extname(name);
  const stem = basename(name, extension);
  const found: Generation[] = [];
  for (const entry of await readdir(dirname(name))) {
    if (entry === basename(name)) found.push(generationOf(name, 1));
    if (!entry.startsWith(`${stem}.`) || !entry.endsWith(extension)) continue;
    const middle = entry.slice(stem.length + 1, entry.length - extension.length);
    if (/^[1-9]\d{0,5}$/.test(middle)) found.push(generationOf(name, Number(middle)));
  }
  return found.sort((a, b) => a.number - b.number);
}

function generationOf(name: string, number: number): Generation {
  if (number === 1) return { name, number, file: name };
  const extension = extname(name);
  return { name, number, file: join(dirname(name), `${basename(name, extension)}.${number}${extension}`) };
}
