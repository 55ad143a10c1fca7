import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of a test's own. It goes with its files when it is closed, or when the process ends. */
export interface TestServer {
  readonly port: number;
  readonly url: string;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
  /** Ends it: in order, or at once as by a loss of power. */
  stop(signal?: 'SIGINT' | 'SIGKILL'): Promise<void>;
  /** Lets it hang: it takes connections and answers nothing. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** How to start a program. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly user?: User | undefined;
}

/** Whom a program runs as. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

const START_MS = 30_000;

/** A program that serves on a port, and has a folder for its files. */
export class ServerProcess implements TestServer {
  readonly port: number;
  readonly url: string;
  readonly #command: Command;
  readonly #folder: string;
  readonly #ready: () => Promise<boolean>;
  readonly #atExit = () => this.#clear();
  #child: ChildProcess | undefined;

  constructor(command: Command, folder: string, port: number, url: string, ready: () => Promise<boolean>) {
    this.#command = command;
    this.#folder = folder;
    this.port = port;
    this.url = url;
    this.#ready = ready;
    process.once('exit', this.#atExit);
  }

  async start(): Promise<void> {
    const { program, arguments: given, user } = this.#command;
    const child = spawn(program, given, {
      ...user,
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said = (said + chunk).slice(-2000);
      });
    }
    for (const until = Date.now() + START_MS; !(await this.#ready()); await sleep(20)) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${program} did not start: ${said}`);
    }
  }

  async stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    this.resume();
    this.#signal(signal);
    await ended;
  }

  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  async close(): Promise<void> {
    await this.stop('SIGKILL');
    process.removeListener('exit', this.#atExit);
    this.#clear();
  }

  // PostgreSQL has a process for each connection, which a signal to the first one does not reach.
  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child ?? {};
    if (pid === undefined) return;
    const all = signal === 'SIGINT' ? [pid] : [pid, ...childrenOf(pid)];
    for (const each of all) {
      try {
        process.kill(each, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  #clear(): void {
    this.#signal('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function childrenOf(pid: number): readonly number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').split(' ').filter(Boolean).map(Number) : [];
}
