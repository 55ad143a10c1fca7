// The command as it is built, in processes of its own.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../packages/bowerbird/bin/bowerbird.js', import.meta.url));

// Whether the runner refuses private addresses unless the rc file permits them. To be set when it does: the key is an error before.
const GUARDED_NETWORK = true;

/** The folder that the command takes for its own, in the folder of a trial. */
export const homeOf = (folder) => join(folder, '.home');

/** An empty folder with an rc file that may talk to loopback, and lists of sources by file name. */
export function prepare(folder, rc, lists = {}) {
  mkdirSync(folder, { recursive: true });
  const network = GUARDED_NETWORK ? { network: { ...rc.network, allowPrivate: true } } : {};
  writeFileSync(join(folder, '.bowerbirdrc.json'), JSON.stringify({ ...rc, ...network }, undefined, 2));
  for (const [name, sources] of Object.entries(lists)) writeFileSync(join(folder, name), sources.join('\n'));
  return folder;
}

/**
 * Starts the command in a folder.
 * @param how.wrap a command, with its first arguments, that starts it in turn
 * @param how.stdio of the process; what is no pipe is not read
 */
export function start(
  folder,
  args,
  { env = {}, wrap = [], stdio = ['ignore', 'pipe', 'pipe'], detached } = {},
) {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const [command, ...rest] = [...wrap, process.execPath, BIN, ...args];
  const child = spawn(command, rest, {
    cwd: folder,
    env: { ...inherited, BOWERBIRD_HOME: homeOf(folder), NO_COLOR: '1', ...env },
    stdio,
    detached,
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name]?.setEncoding('utf8').on('data', (chunk) => {
      said[name] += chunk;
    });
  const startedAt = performance.now();
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) =>
      resolve({ code, signal, ...said, ms: performance.now() - startedAt }),
    );
  });
  return { child, said, ended, startedAt };
}

/** Runs the command to its end. */
export const run = (folder, args, how) => start(folder, args, how).ended;

/** The lines of `--log json`; a line that a kill has cut is none. */
export function linesIn(text) {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** The sources that a log tells as collected. */
export const collectedIn = (text) =>
  linesIn(text)
    .filter(({ operation, msg }) => operation === 'collect' && msg === 'collected')
    .map(({ source }) => source);
