import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode, unlessAbsent } from './failure.ts';

const BUFFERED = 1 << 20;

// Temps of this very process. A pid alone does not tell: in containers a restarted process often has its predecessor's pid.
const own = new Set<string>();

/** A file that is written aside and then moved to its place, so that the place holds the old file or the new one, never a part. */
export class TempFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #waiting: Uint8Array[] = [];
  #size = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** @param label begins the name, with a dot: `removeStaleTemps` of the same folder and label cleans up after a kill. */
  static async open(folder: string, label: string): Promise<TempFile> {
    const path = join(folder, `${label}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
    own.add(path);
    try {
      return new TempFile(path, await open(path, 'wx'));
    } catch (error) {
      own.delete(path);
      throw error;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= BUFFERED) await this.#flush();
  }

  /** All bytes are on the disk when it resolves. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
    await this.#handle.close();
  }

  /** After `finish()`. Durable once the folder is synced, see `syncFolder`. */
  async moveTo(target: string): Promise<void> {
    await rename(this.#path, target);
    own.delete(this.#path);
  }

  /** Leaves nothing behind, whatever came before. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(ignore);
    await rm(this.#path, { force: true }).catch(ignore);
    own.delete(this.#path);
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    await writeFully(this.#handle, bytes);
  }
}

/** Writes all of it: a single write may stop short, above all when the disk fills up. */
export async function writeFully(handle: FileHandle, bytes: Uint8Array, position?: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const at = position === undefined ? null : position + done;
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at);
    done += bytesWritten;
  }
}

/** Makes a folder and those above it, durably. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Makes what was created, renamed and removed in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no such call; its file system journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes the temps that killed processes left. Those of a process that lives are left alone. */
export async function removeStaleTemps(folder: string, label: string): Promise<void> {
  for (const name of (await unlessAbsent(readdir(folder))) ?? []) {
    if (!name.startsWith(`${label}.`)) continue;
    const pid = /^(\d+)-[0-9a-f]{12}\.tmp$/.exec(name.slice(label.length + 1))?.[1];
    const path = join(folder, name);
    if (pid === undefined || own.has(path) || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    await rm(path, { force: true });
  }
}

/** Whether a process of this machine lives: one that has ended and that nobody has waited for yet, as in a container without an init, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function hasEnded(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // proc_pid_stat(5): the second field, a name in parentheses, may hold anything. The third is the state.
    return 'ZX'.includes(stat.charAt(stat.lastIndexOf(')') + 2));
  } catch {
    // Not Linux, or it does not show the processes of others.
    return false;
  }
}

function ignore(): void {}
