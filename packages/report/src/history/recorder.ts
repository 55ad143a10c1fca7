import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { constants, createGzip, type Gzip } from 'node:zlib';
import type { RunEvent } from '@bowerbird/core';
import type { EventLoopDelay } from '../metrics/event-loop.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import { filesOf, removeOldest } from './files.ts';
import { type RunHead, toLine } from './record.ts';
import { TaskFold } from './task-fold.ts';

// What a run that is killed has told until then can be read: so often it is passed on.
const FLUSH_MS = 1000;
// What lives for long is moved about by the garbage collector.
const MOST_LINES = 200;
// A key does not compress, and a page shows no more documents.
const MOST_ANSWERS = 2000;

/**
 * Writes the record of one run, while it goes on, into a folder: a line of JSON for the run and for each task, compressed, and
 * beside it the metrics when it has ended. Never throws: a run does not fail because it could not be recorded.
 */
export class RunRecorder {
  readonly #folder: string;
  readonly #warn: (message: string) => void;
  readonly #delay: EventLoopDelay | undefined;
  readonly #metrics = new Metrics();
  readonly #fold: TaskFold;
  #head: RunHead | undefined;
  #lines: string[] = [];
  #answers = 0;
  #ended: Promise<string | undefined> | undefined;
  #gzip: Gzip | undefined;
  #written: Promise<void> | undefined;
  #failed = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param folder of the records; it is made at need
   * @param warn is told when a record cannot be written
   * @param delay of the event loop; it ends with the record
   */
  constructor(folder: string, warn: (message: string) => void, delay?: EventLoopDelay) {
    this.#folder = folder;
    this.#warn = warn;
    this.#delay = delay;
    this.#fold = new TaskFold(
      (head) => this.#begin(head),
      (task) => this.#keep(toLine(this.#answers++ < MOST_ANSWERS ? task : { ...task, answer: undefined })),
    );
  }

  readonly subscriber = (event: RunEvent): void => {
    this.#metrics.subscriber(event);
    this.#fold.hear(event);
  };

  #begin(head: RunHead): void {
    this.#head = head;
    this.#lines.push(JSON.stringify(head));
    this.#timer = setInterval(() => this.#flush(), FLUSH_MS);
    this.#timer.unref();
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length >= MOST_LINES) this.#pass();
  }

  #pass(): void {
    if (this.#lines.length === 0 || !this.#head) return;
    this.#gzip ??= this.#open(this.#head);
    if (!this.#failed) this.#gzip.write(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }

  #flush(): void {
    this.#pass();
    if (!this.#failed) this.#gzip?.flush(constants.Z_SYNC_FLUSH);
  }

  #open(head: RunHead): Gzip {
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    const { tasks } = filesOf(this.#folder, head);
    const writing = async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await finished(gzip.pipe(createWriteStream(tasks, { mode: 0o600 })));
    };
    this.#written = writing();
    // It counts as unhandled until the end of the run waits for it. What comes after is not kept for a file that nobody writes.
    this.#written.catch(() => {
      this.#failed = true;
      gzip.destroy();
    });
    return gzip;
  }

  /** What was counted so far. */
  metrics(): RunMetrics {
    return this.#metrics.metrics(this.#delay?.durations);
  }

  /** Writes what is left, and the metrics; older records go when there are too many. The file of the tasks, unless it cannot be written. */
  end(): Promise<string | undefined> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<string | undefined> {
    clearInterval(this.#timer);
    this.#delay?.end();
    if (!this.#head) return undefined;
    const { tasks, metrics } = filesOf(this.#folder, this.#head);
    try {
      this.#flush();
      if (!this.#failed) this.#gzip?.end();
      await this.#written;
      await writeFile(`${metrics}.part`, `${JSON.stringify({ ...this.#head, metrics: this.metrics() })}\n`, {
        mode: 0o600,
      });
      await rename(`${metrics}.part`, metrics);
      await removeOldest(this.#folder);
      return tasks;
    } catch (error) {
      this.#warn(`the run is not on record: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}
