import { randomUUID } from 'node:crypto';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BowerbirdError } from '@bowerbird/core';
import formatBytes from 'bytes';
import type { Finding, Probe } from './examine.ts';
import { fileSystemOf } from './file-systems.ts';

const LITTLE_BYTES = 1024 ** 3;
const TOO_LITTLE_BYTES = 100 * 1024 ** 2;

// Some file systems give an empty file a place when there is none for its content.
const CONTENT = Buffer.alloc(4096);

/**
 * Whether a folder of Bowerbird's own can be written, and how much room there is. Makes it, as any run would.
 * @param elsewhere how to name another one, as in "BOWERBIRD_HOME"
 */
export function folderProbe(name: string, folder: string, elsewhere: string): Probe {
  return {
    name,
    hint: `Check who may write to ${folder} and that no file is in its place, or name another folder with ${elsewhere}.`,
    look: async () => {
      await writeTo(folder, elsewhere);
      return judgeRoom(folder, await roomIn(folder), elsewhere);
    },
  };
}

/** What a file system says of itself. */
export interface Room {
  /** `undefined` where it does not say. */
  readonly freeBytes: number | undefined;
  readonly fileSystem: string | undefined;
}

/** What to say of the room in a folder. */
export function judgeRoom(folder: string, { freeBytes, fileSystem }: Room, elsewhere: string): Finding {
  const where = fileSystem === undefined ? '' : ` on ${fileSystem}`;
  if (freeBytes === undefined) return { status: 'ok', message: `${folder} can be written${where}` };
  const free = `${formatBytes(freeBytes, { unitSeparator: ' ', decimalPlaces: 1 })} free${where}`;
  if (freeBytes >= LITTLE_BYTES) return { status: 'ok', message: `${folder} can be written, ${free}` };
  return {
    status: freeBytes < TOO_LITTLE_BYTES ? 'problem' : 'warning',
    message: `${folder} can be written, but there is only ${free}`,
    hint: makeRoom(elsewhere),
  };
}

function makeRoom(elsewhere: string): string {
  return `Make room: \`bowerbird cache prune\` throws away what has expired. Or name a folder on another disk with ${elsewhere}.`;
}

async function roomIn(folder: string): Promise<Room> {
  const { bavail, bsize, blocks, type } = await statfs(folder);
  return { freeBytes: blocks === 0 ? undefined : bavail * bsize, fileSystem: fileSystemOf(type)?.name };
}

async function writeTo(folder: string, elsewhere: string): Promise<void> {
  const file = join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, CONTENT, { flush: true });
  } catch (error) {
    const isFull = /^(ENOSPC|EDQUOT)$/.test((error as NodeJS.ErrnoException).code ?? '');
    throw new BowerbirdError('CACHE_FAILED', `${folder} cannot be written`, {
      hint: isFull ? makeRoom(elsewhere) : undefined,
      cause: error,
    });
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}
