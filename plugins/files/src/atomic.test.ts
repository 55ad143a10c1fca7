import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { isAlive } from './atomic.ts';

it('takes a process for alive until it has ended', async () => {
  const process = spawn('sleep', ['60'], { stdio: 'ignore' });
  expect(isAlive(process.pid as number)).toBe(true);
  process.kill();
  await once(process, 'exit');
  expect(isAlive(process.pid as number)).toBe(false);
});

it.runIf(existsSync('/proc/self/stat'))('takes one that nobody has waited for as ended', async () => {
  // The shell becomes a program that does not wait for the child that the shell had.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void parent.kill());
  const [pid] = await once(parent.stdout, 'data');
  await expect.poll(() => isAlive(Number(pid)), { timeout: 20_000 }).toBe(false);
  expect(existsSync(`/proc/${Number(pid)}`)).toBe(true);
});
