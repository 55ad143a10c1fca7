import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who has purchases open: one instance of the ledger in one process. */
export interface Owner {
  readonly id: string;
  /** Where its `pid` means something. */
  readonly host: string;
  readonly pid: number;
  /** Tells the process from a later one with the same `pid`. */
  readonly started: string;
  /** Epoch milliseconds: its lease. */
  readonly until: number;
}

/** How long a lease holds, and how often a living process renews it. */
export const LEASE_MS = 30_000;
export const RENEW_MS = 10_000;

// By so much the clock may jump.
const CLOCK_JUMP_MS = 2 * 3_600_000;

const linux = process.platform === 'linux';
// Containers can share a name and a disk and not their processes; after a restart the numbers of processes mean others.
const HOST = [hostname(), tryTo(bootId), tryTo(pidNamespace)].filter((part) => part !== undefined).join(' ');
const STARTED = startOf(process.pid) ?? randomUUID();

/** A new owner in this process. */
export function newOwner(): Owner {
  return { id: randomUUID(), host: HOST, pid: process.pid, started: STARTED, until: Date.now() + LEASE_MS };
}

/**
 * Whether an owner lives. On this host the process tells, at once and whatever the clock says; elsewhere the lease, which a process that
 * lives renews.
 */
export function isAlive({ host, pid, started, until }: Owner): boolean {
  const leftMs = until - Date.now();
  // If the clock was set back, a lease must not hold for the difference.
  if (host !== HOST) return leftMs > 0 && leftMs < CLOCK_JUMP_MS;
  if (pid === process.pid) return started === STARTED;
  const start = startOf(pid);
  if (start !== undefined) return start === started;
  // Not on Linux, or it does not show the processes of others: the same number may be that of a later process.
  return exists(pid) && leftMs > -CLOCK_JUMP_MS;
}

/** When a process was started, where the system tells; empty for one that has ended and was not waited for yet. */
function startOf(pid: number): string | undefined {
  const stat = linux ? tryTo(() => readFileSync(`/proc/${pid}/stat`, 'latin1')) : undefined;
  if (stat === undefined) return undefined;
  // proc_pid_stat(5): the second field, a name in parentheses, may hold anything. The third is the state, the 22nd the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? '' : fields[19];
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as { readonly code?: unknown }).code === 'EPERM';
  }
}

function bootId(): string | undefined {
  return linux ? readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim() : undefined;
}

function pidNamespace(): string | undefined {
  return linux ? readlinkSync('/proc/self/ns/pid') : undefined;
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
