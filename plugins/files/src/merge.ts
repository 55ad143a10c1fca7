import type { FileHandle } from 'node:fs/promises';
import { syncFolder, TempFile } from './atomic.ts';
import type { Journal } from './journal.ts';
import { lineId, readLines } from './json-lines.ts';
import type { Positions } from './positions.ts';

const NEWLINE = Buffer.from('\n');

interface Merge {
  readonly file: FileHandle | undefined;
  readonly journal: Journal;
  readonly positions: Positions;
  readonly folder: string;
  readonly label: string;
  readonly target: string;
}

/**
 * Replaces the file by itself and what the journal says: a known document at its place, new ones at the end, lines that are
 * not ours as they are. The file is replaced whole, and only if its bytes change. Doing it twice does no harm: a kill may come
 * between this and the removal of the journal.
 */
export async function mergeJournal(merge: Merge): Promise<void> {
  const temp = await TempFile.open(merge.folder, merge.label);
  try {
    const changed = await writeMerged(merge, temp);
    if (!changed) return await temp.discard();
    await temp.finish();
    // An open file cannot be replaced on Windows.
    await merge.file?.close();
    await temp.moveTo(merge.target);
    await syncFolder(merge.folder);
  } catch (error) {
    await temp.discard();
    throw error;
  }
}

async function writeMerged({ file, journal, positions }: Merge, temp: TempFile): Promise<boolean> {
  let changed = false;
  const replaced = new Set<string>();
  for await (const { bytes } of file ? readLines(file) : []) {
    const id = lineId(bytes);
    const place = id === undefined ? undefined : positions.of(id).inJournal;
    if (id === undefined || (place === undefined && !positions.isRemoved(id))) {
      await writeLine(temp, bytes);
    } else if (place === undefined || replaced.has(id)) {
      changed = true;
    } else {
      const line = await journal.lineAt(place);
      changed ||= !line.equals(bytes);
      replaced.add(id);
      await writeLine(temp, line);
    }
  }
  for (const id of positions.ids()) {
    const place = positions.of(id).inJournal;
    if (place === undefined || replaced.has(id)) continue;
    changed = true;
    await writeLine(temp, await journal.lineAt(place));
  }
  return changed;
}

async function writeLine(temp: TempFile, line: Buffer): Promise<void> {
  await temp.write(line);
  await temp.write(NEWLINE);
}
