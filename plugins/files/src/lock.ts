import { createHash, randomBytes } from 'node:crypto';
import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './atomic.ts';
import { errorCode, failingAs, type LockHolder, lockLost, lockRefused, unlessAbsent } from './failure.ts';

// Where a file system has no links, a lock is created and then filled: one that is still empty after this was left by a kill.
const GRACE_MS = 5000;
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];
const TRIES = 10;

// What the locks of this very process say. A pid alone does not tell: in containers a restarted process often has its
// predecessor's pid. Shared by all copies of this package: two of them may be loaded.
const shared = globalThis as typeof globalThis & { bowerbirdLocks?: Set<string> };
shared.bowerbirdLocks ??= new Set();
const own = shared.bowerbirdLocks;

/** The right to write to a target: a file `.<target>.lock` beside it, which says who holds it. Only one has it at a time. */
export class Lock {
  readonly #target: string;
  readonly #path: string;
  #text: string | undefined;

  constructor(target: string, path = join(dirname(target), `.${basename(target)}.lock`)) {
    this.#target = target;
    this.#path = path;
  }

  /** Whether it was taken and not given back; see `check()`. */
  get isTaken(): boolean {
    return this.#text !== undefined;
  }

  /**
   * Takes it, if it is not taken already. The folder must be there.
   * @throws {BowerbirdError} `SINK_FAILED` if another one has it: nothing has changed then, and it may be tried again
   */
  take(): Promise<void> {
    return failingAs('write', this.#path, async () => {
      for (let tries = 0; tries < TRIES; tries++) {
        // Also right after its creation: whoever was held up in it for long may have been taken for dead.
        if ((this.isTaken || this.#create()) && (await this.#isMine())) return this.#sweep();
        this.#forget();
        const found = await look(this.#path);
        if (found && !found.isStale) throw lockRefused(this.#target, this.#path, found.holder);
        if (found) await this.#clear(found.generation);
      }
      throw lockRefused(this.#target, this.#path);
    });
  }

  /** @throws {BowerbirdError} `SINK_FAILED` if somebody has removed it since it was taken: another run may be on. */
  async check(): Promise<void> {
    if (await failingAs('read', this.#path, () => this.#isMine())) return;
    throw lockLost(this.#target, this.#path);
  }

  /** Gives it back; does nothing if it is not taken. */
  async release(): Promise<void> {
    try {
      await failingAs('remove', this.#path, async () => {
        if (await this.#isMine()) await rm(this.#path, { force: true });
      });
    } finally {
      this.#forget();
    }
  }

  /** Removes what a kill has left of taking and clearing this lock, so that it does not lie about for ever. */
  async #sweep(): Promise<void> {
    const folder = dirname(this.#path);
    const start = `${basename(this.#path)}.`;
    for (const name of await readdir(folder)) {
      if (!name.startsWith(start) || !/^[0-9a-f]{12}$/.test(name.slice(start.length))) continue;
      const path = join(folder, name);
      if ((await look(path))?.isStale) await rm(path, { force: true });
    }
  }

  #create(): boolean {
    const since = new Date().toISOString();
    const token = randomBytes(6).toString('hex');
    const text = JSON.stringify({ host: hostname(), pid: process.pid, since, token });
    if (!createWhole(this.#path, text, token)) return false;
    own.add(text);
    this.#text = text;
    return true;
  }

  async #isMine(): Promise<boolean> {
    return this.isTaken && (await unlessAbsent(readFile(this.#path, 'utf8'))) === this.#text;
  }

  #forget(): void {
    if (this.#text !== undefined) own.delete(this.#text);
    this.#text = undefined;
  }

  /**
   * Removes a stale lock. Only who has the lock of that one file may: a second process that has found it stale, too, would
   * otherwise remove the lock with which the first has replaced it.
   */
  async #clear(generation: string): Promise<void> {
    const right = new Lock(this.#target, `${this.#path}.${generation}`);
    await right.take();
    try {
      if ((await look(this.#path))?.generation === generation) await rm(this.#path, { force: true });
    } finally {
      await right.release();
    }
  }
}

/** Makes a file that must not be there, with its text at once: a kill leaves it whole or not at all. Whether it could be made. */
function createWhole(path: string, text: string, token: string): boolean {
  const draft = `${path}.${token}`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    linkSync(draft, path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code !== undefined && NO_LINKS.includes(code)) return createInPlace(path, text);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function createInPlace(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    // It was created, but the disk is full.
    if (error instanceof Error && 'syscall' in error && error.syscall !== 'open') rmSync(path);
    throw error;
  }
}

/** What is there. Its generation is its own: the next lock file at that path has another. */
async function look(path: string) {
  const text = await unlessAbsent(readFile(path, 'utf8'));
  const stats = await unlessAbsent(stat(path));
  if (text === undefined || !stats) return undefined;
  const generation = createHash('sha256').update(`${stats.mtimeMs} ${text}`).digest('hex').slice(0, 12);
  const holder = parse(text);
  if (!holder) return { generation, isStale: Date.now() - stats.mtimeMs > GRACE_MS };
  const isGone = holder.pid === process.pid ? !own.has(text) : !isAlive(holder.pid);
  return { generation, holder, isStale: holder.host === hostname() && isGone };
}

function parse(text: string): LockHolder | undefined {
  try {
    const { host, pid, since } = JSON.parse(text);
    return typeof host === 'string' && Number.isInteger(pid) && pid > 0 ? { host, pid, since } : undefined;
  } catch {
    return undefined;
  }
}
