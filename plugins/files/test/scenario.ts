import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** The documents that the endless scenario writes over and over. */
export const IDS = ['web:a', 'web:b', 'web:c', 'web:d', 'web:e'];

/** A text that shows whether it is whole: it names its version at both ends. */
export function bodyOf(id: string, version: number): string {
  return `begin ${id} ${version}\n\n${'lorem ipsum '.repeat(2000 + (version % 5) * 700)}\n\nend ${id} ${version}\n`;
}

/** The version of such a text. Throws if it is not whole. */
export function versionOf(id: string, text: string): number {
  const version = Number(/^begin \S+ (\d+)\n/.exec(text)?.[1]);
  if (text !== bodyOf(id, version)) throw new Error(`${id} is not whole: ${text.length} characters`);
  return version;
}

/**
 * Runs the child until it ends; with `killAfter`, kills it some time after it acknowledged so many batches, and after
 * `meanwhile`.
 */
export async function runChild(
  args: readonly string[],
  options: {
    readonly killAfter?: number;
    readonly delayMs?: number;
    readonly fileLimitKb?: number;
    readonly meanwhile?: (pid: number | undefined) => Promise<void>;
  } = {},
): Promise<readonly unknown[]> {
  const node = [
    process.execPath,
    '--conditions=@bowerbird/source',
    '--disable-warning=ExperimentalWarning',
    CHILD,
    ...args,
  ];
  const limit = options.fileLimitKb === undefined ? '' : `ulimit -f ${options.fileLimitKb}; `;
  const child = spawn('bash', ['-c', `${limit}exec "$0" "$@"`, ...node], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: unknown[] = [];
  const ended = new Promise((resolve) => child.once('close', resolve));
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(JSON.parse(line));
    if (said.length !== options.killAfter) continue;
    await options.meanwhile?.(child.pid).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
    setTimeout(() => child.kill('SIGKILL'), options.delayMs ?? 0);
  }
  await ended;
  return said;
}
