import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/**
 * Runs a script with an input as JSON and gives what it prints as JSON.
 * @param script a URL
 * @param input goes with `base`, an empty folder of its own
 * @param execArgv for Node itself
 */
export async function runChild(script, folder, input, execArgv = []) {
  const base = mkdtempSync(join(folder, 'run-'));
  const child = spawn(process.execPath, [...execArgv, fileURLToPath(script)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify({ base, ...input }));
  try {
    return await json(child.stdout);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
