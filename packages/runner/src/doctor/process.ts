import { type ChildProcess, spawn } from 'node:child_process';

// A group of its own can be ended as a whole: many programs are scripts that start the real one. Windows has none.
const GROUPS = process.platform !== 'win32';

// Far more than any version.
const MOST_CHARACTERS = 64 * 1024;

/**
 * What a program writes to standard output. Runs it without a shell.
 * @param path absolute
 * @param signal ends the program, and those that it has started
 * @throws {Error} unless it ends by itself, with exit code 0
 */
export async function outputOf(path: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = spawn(path, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: GROUPS,
    windowsHide: true,
  });
  let output = '';
  const stop = (reason: string): void => {
    reject(new Error(`${path} ${reason}`));
    endGroup(child);
  };
  const onAbort = (): void => stop('does not end');
  signal.addEventListener('abort', onAbort, { once: true });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.length > MOST_CHARACTERS) stop('writes without end');
  });
  child.on('error', (error: NodeJS.ErrnoException) => stop(`does not start (${error.code})`));
  child.on('close', (code, killed) => {
    signal.removeEventListener('abort', onAbort);
    if (code === 0) resolve(output);
    else reject(new Error(`${path} fails (${killed ?? `exit code ${code}`})`));
  });
  return promise;
}

function endGroup(child: ChildProcess): void {
  child.stdout?.destroy();
  if (child.pid === undefined) return;
  try {
    if (GROUPS) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
