import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { CollectError } from '@bowerbird/core';

/** One call of a program that is not part of Bowerbird. */
export interface ProgramCall {
  /** Absolute path of the program, or its name. */
  readonly program: string;
  /** As an array, so that no shell reads it. What comes from a source stands behind `--`, or inside of an argument with a name. */
  readonly args: readonly string[];
  /** Ends the program, and all that it has started. */
  readonly signal: AbortSignal;
  /** What to do where it is not there. */
  readonly remedy: string;
  /** More than so many bytes on standard output are an error; default 64 MB. */
  readonly mostBytes?: number | undefined;
  readonly longestMs?: number | undefined;
}

/** How a program ended. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** Its last 64 KB. */
  readonly stderr: string;
}

// A group of its own can be ended as a whole: many programs are scripts that start the real one. Windows has none.
const GROUPS = process.platform !== 'win32';
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_STDERR = 64 * 1024;
const LONGEST_MS = 3_600_000;

/**
 * Runs a program to its end, without a shell and without input.
 * @throws {CollectError} `PROGRAM_MISSING`; `PROGRAM_FAILED` where it does not start, is killed, writes too much or takes too long. An exit code is
 * for the caller to judge
 */
export async function runProgram(call: ProgramCall): Promise<ProgramResult> {
  call.signal.throwIfAborted();
  const path = await findProgram(call.program);
  if (path === undefined) throw missing(call);
  call.signal.throwIfAborted();
  return collect(path, call);
}

/** The file that a name means. Folders that are not absolute do not count: what lies in the working folder is not to be run. */
async function findProgram(name: string): Promise<string | undefined> {
  if (isAbsolute(name)) return (await isProgram(name)) ? name : undefined;
  const file = process.platform === 'win32' && !name.endsWith('.exe') ? `${name}.exe` : name;
  const folders = (process.env.PATH ?? process.env.Path ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder));
  for (const folder of folders) {
    const path = join(folder, file);
    if (await isProgram(path)) return path;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function collect(path: string, call: ProgramCall): Promise<ProgramResult> {
  const { args, signal, mostBytes = MOST_BYTES, longestMs = LONGEST_MS } = call;
  const { promise, resolve, reject } = Promise.withResolvers<ProgramResult>();
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: GROUPS, windowsHide: true });
  const chunks: Buffer[] = [];
  let bytes = 0;
  let stderr = '';
  let failure: unknown;
  const end = (error: unknown): void => {
    failure ??= error;
    endGroup(child);
  };
  const onAbort = (): void => end(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => end(failed(path, `did not end within ${longestMs / 1000} s`)), longestMs);
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) end(failed(path, `wrote more than ${mostBytes / 1024 ** 2} MB`));
    else chunks.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MOST_STDERR);
  });
  child.on('error', (error) =>
    end(failed(path, `does not start (${(error as NodeJS.ErrnoException).code})`)),
  );
  // Not before all that it has started has let go of its output: nothing is left behind.
  child.on('close', (code, killed) => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    if (failure !== undefined) reject(failure);
    else if (code === null) reject(failed(path, `was ended by ${killed}`));
    else resolve({ code, stdout: Buffer.concat(chunks), stderr });
  });
  return promise;
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (GROUPS) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
  // What left the group may hold the pipes for ever.
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** Not to be there passes once it is installed: it counts as `retry`, so that no purchase is made for want of a free program. */
function missing({ program, remedy }: ProgramCall): CollectError {
  return new CollectError('PROGRAM_MISSING', `the program ${program} is not there, or cannot be run`, {
    recovery: 'retry',
    hint: remedy,
  });
}

function failed(path: string, reason: string): CollectError {
  return new CollectError('PROGRAM_FAILED', `${path} ${reason}`, {
    recovery: 'retry',
    hint: 'Run `bowerbird doctor`, and call the program by hand to see what it says.',
  });
}
