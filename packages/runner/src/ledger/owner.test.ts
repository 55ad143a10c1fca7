import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAlive, LEASE_MS, newOwner, RENEW_MS } from './owner.ts';

const HOUR_MS = 3_600_000;
const linux = process.platform === 'linux';
const owner = newOwner();

/** When a process was started, read another way: of a short name without spaces. */
const startOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[21]!;

describe('an owner on this host', () => {
  it('lives as long as its process, whatever its lease says', () => {
    expect(isAlive(owner)).toBe(true);
    expect(isAlive({ ...owner, until: 0 })).toBe(true);
    expect(isAlive({ ...owner, until: Date.now() + 24 * HOUR_MS })).toBe(true);
  });

  it('is not a later process with the same number', () => {
    expect(isAlive({ ...owner, started: '1' })).toBe(false);
  });

  it.skipIf(!linux)('is dead at once when its process is, also one that nobody has waited for', async () => {
    // The shell makes a child, and turns into a program that waits for none.
    const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pid = Number(line);
    const child = { ...owner, pid, started: startOf(pid) };
    expect(isAlive(child)).toBe(true);
    process.kill(pid, 'SIGSTOP');
    expect(isAlive({ ...child, until: 0 })).toBe(true);
    process.kill(pid, 'SIGKILL');
    while (!/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await new Promise(setImmediate);
    expect(isAlive(child)).toBe(false);
  });

  it('is dead when there is no such process', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(isAlive({ ...owner, pid: child.pid!, started: 'any' })).toBe(false);
  });
});

describe('an owner elsewhere', () => {
  it('lives as long as its lease, which it renews in good time', () => {
    const elsewhere = (leftMs: number) =>
      isAlive({ ...owner, host: 'elsewhere', until: Date.now() + leftMs });
    expect(elsewhere(LEASE_MS)).toBe(true);
    expect(elsewhere(0)).toBe(false);
    expect(elsewhere(-HOUR_MS)).toBe(false);
    // The clock was set back.
    expect(elsewhere(24 * HOUR_MS)).toBe(false);
    expect(2 * RENEW_MS).toBeLessThan(LEASE_MS);
  });

  it.skipIf(!linux)('is also one in another container of this host', () => {
    expect(owner.host).toMatch(/ pid:\[\d+\]$/);
  });
});
