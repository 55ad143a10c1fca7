import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { PipelineHome } from '@bowerbird/core';
import { ensure, fail } from '../frame/ensure.ts';
import { settled } from '../frame/settle.ts';

/** What a process of its own is to do with a sink. JSON. */
export interface WriterOrder {
  /** URL of the module whose default export holds the definition. */
  readonly module: string;
  readonly name: string;
  readonly options: unknown;
  readonly home: PipelineHome;
  readonly work: WriterWork;
}

/** `full-disk`: three batches, the second of which is too large. `beside`: one document after the other, once it is told to go on. */
type WriterWork =
  | EndlessWork
  | RemovingWork
  | { readonly kind: 'full-disk' }
  | { readonly kind: 'beside'; readonly who: string };

/** Batch after batch, until it is killed. */
export interface EndlessWork {
  readonly kind: 'endless';
  /** The version of the first batch. */
  readonly from: number;
  /** The process kills itself in the middle of a later batch, if changes of files make it: before the first of them (0) to the last (1). */
  readonly dieAt?: number | undefined;
}

/** One removal after the other. */
export interface RemovingWork {
  readonly kind: 'removing';
  /** As of `EndlessWork`, in the middle of a later removal. */
  readonly dieAt: number;
}

/** What it tells: that it has written, by how many changes of files; that a write was refused; that it cannot go on. */
export type WriterMessage =
  | { readonly written: number; readonly changes?: number | undefined }
  | { readonly refused: string }
  | { readonly broken: string; readonly remedy: string };

const WRITER = fileURLToPath(import.meta.resolve('#sink-writer'));
// A file of more than a megabyte is refused (EFBIG). The unit is POSIX's, 512 bytes; some shells count in kilobytes.
const LIMITED = 'ulimit -f 2048 && exec "$0" "$@"';
// What tells Node to run tests, to watch or to wait for a debugger is not for a child.
const NOT_FOR_CHILD = /^--(?:test|experimental-test|watch|inspect)/;

/** A process that writes into a sink, and may be killed at any time. */
export class WriterProcess {
  readonly #messages: WriterMessage[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #killsItself: boolean;
  #isOver = false;
  #errors = '';
  #read = 0;

  constructor(order: WriterOrder, options: { readonly limited?: boolean } = {}) {
    const flags = process.execArgv.filter((flag) => !NOT_FOR_CHILD.test(flag));
    const command = [process.execPath, ...flags, WRITER, JSON.stringify(order)] as const;
    const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const;
    const [program, args] = options.limited
      ? ['/bin/sh', ['-c', LIMITED, ...command]]
      : [command[0], command.slice(1)];
    this.#killsItself = 'dieAt' in order.work && order.work.dieAt !== undefined;
    this.#child = spawn(program, args, { stdio: [...stdio] });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    this.#child.on('message', (message: WriterMessage) => this.#messages.push(message));
    this.#ended = once(this.#child, 'close')
      .catch((error: unknown) => {
        this.#errors += String(error);
      })
      .then(() => {
        this.#isOver = true;
      });
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The number of the last piece of work that it has acknowledged. */
  get written(): number | undefined {
    return this.#messages.findLast((message) => 'written' in message)?.written;
  }

  /**
   * Its next message that was not read yet, or `undefined` if it was killed before.
   * @throws {AssertionError} when it has ended otherwise or is broken
   */
  async next(): Promise<WriterMessage | undefined> {
    const index = this.#read++;
    await settled('write() in a process of its own', () => this.#arrival(index), 'Let write() resolve.');
    const message = this.#messages[index];
    ensure(
      message !== undefined || this.#wasKilled(),
      `the process that writes has ended by itself: ${this.#errors.trim() || 'it said nothing'}`,
      'Let no sink end the process; let the module of the definition load in a process of its own.',
    );
    if (message && 'broken' in message) fail(message.broken, message.remedy);
    return message;
  }

  /** Lets one go on that waits for it. */
  go(): void {
    this.#child.send('go');
  }

  /** Waits for its end. */
  async end(): Promise<void> {
    await settled(
      'close() in a process of its own',
      () => this.#ended,
      'Let close() resolve, and nothing go on after it.',
    );
    const last = this.#messages.at(-1);
    if (last && 'broken' in last) fail(last.broken, last.remedy);
  }

  /** `kill -9` after some milliseconds. Resolves when it is gone. */
  async kill(delayMs = 0): Promise<void> {
    if (delayMs > 0) await sleep(delayMs);
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  // Windows has no signals: there, a process that has killed itself has the exit code 1.
  #wasKilled(): boolean {
    const { signalCode, exitCode } = this.#child;
    return signalCode === 'SIGKILL' || (process.platform === 'win32' && this.#killsItself && exitCode === 1);
  }

  async #arrival(index: number): Promise<void> {
    while (this.#messages.length <= index && !this.#isOver) {
      const done = new AbortController();
      const { signal } = done;
      const arrival = once(this.#child, 'message', { signal }).catch(() => {});
      await Promise.race([arrival, this.#ended]).finally(() => done.abort());
    }
  }
}
