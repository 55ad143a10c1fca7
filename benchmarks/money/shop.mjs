// Runs that buy, in processes of their own, and what the ledger says of them.
import { spawn } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./child.mjs', import.meta.url));

/** A run in a process of its own. @param input as `child.mjs` takes it */
export function start(input, { crashAt } = {}) {
  mkdirSync(input.home, { recursive: true });
  const file = join(mkdtempSync(join(input.home, 'life-')), 'told.jsonl');
  const stdout = openSync(file, 'w');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [CHILD], {
    stdio: ['pipe', stdout, 'pipe'],
    env: {
      ...process.env,
      // As the command itself does.
      NODE_COMPILE_CACHE: join(input.home, '..', '.compiled'),
      ...(crashAt !== undefined && { BOWERBIRD_CRASH_AT: String(crashAt) }),
    },
  });
  closeSync(stdout);
  child.stdin.on('error', () => {}).end(JSON.stringify(input));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) =>
      resolve({ code, signal, stderr, ms: performance.now() - startedAt, ...told(file) }),
    );
  });
  return { child, startedAt, ended };
}

/** Runs to the end. @throws unless it does end by itself */
export async function run(input) {
  const ended = await start(input).ended;
  if (ended.summary === undefined)
    throw new Error(`a run ended with ${ended.code}: ${ended.stderr.slice(-1000)}`);
  return ended;
}

/** What a process has told before it ended, in whatever way. */
function told(file) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        // The kill has cut it.
        return [];
      }
    });
  return {
    collected: lines.flatMap(({ collected }) => collected ?? []),
    summary: lines.find(({ summary }) => summary)?.summary,
  };
}

export const ledgerOf = (home) => join(home, 'data', 'ledger.sqlite');

/**
 * The purchases in a ledger, oldest first. Reads a copy: to open a database after a kill mends it, and that is for the next run to do.
 */
export function purchasesIn(home) {
  const [from, copy] = [join(home, 'data'), join(home, 'copy')];
  if (!existsSync(ledgerOf(home))) return [];
  cpSync(from, copy, { recursive: true, force: true });
  const database = new DatabaseSync(join(copy, 'ledger.sqlite'));
  try {
    return database
      .prepare('SELECT id, source, state, operation, price, cost, counted, reason FROM purchase ORDER BY id')
      .all();
  } finally {
    database.close();
    rmSync(copy, { recursive: true });
  }
}
