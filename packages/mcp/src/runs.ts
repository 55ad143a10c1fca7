import { randomBytes } from 'node:crypto';
import { BowerbirdError } from '@bowerbird/core';
import { type CollectionRequest, requestId, runConfig } from './request.ts';
import { Run, type RunParts } from './run.ts';
import type { RunRecord } from './run-store.ts';

/** The runs of a server, and those that others have left. */
export class Runs {
  readonly #parts: RunParts;
  /** Of this server, by the id of their requests: the same call twice at once is one run. */
  readonly #running = new Map<string, Promise<Run>>();
  readonly #following = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /**
   * Begins a run, or joins the one that does the same just now.
   * @param id of a run to go on with
   * @throws {BowerbirdError} `PIPELINE_NOT_FOUND`
   */
  async start(request: CollectionRequest, id = newId()): Promise<Run> {
    if (this.#closed) throw new BowerbirdError('ABORTED', 'the server ends');
    // What names a pipeline that is not there is no run.
    runConfig(this.#parts.loaded, request, '');
    const key = requestId(request, this.#parts.loaded.file);
    const running = this.#running.get(key);
    if (running) return running;
    const begun = Run.begin(this.#parts, id, request);
    this.#running.set(key, begun);
    const following = this.#follow(key, begun).finally(() => this.#following.delete(following));
    this.#following.add(following);
    return begun;
  }

  /** Until nothing of it is open any more. Never rejects. */
  async #follow(key: string, begun: Promise<Run>): Promise<void> {
    try {
      const run = await begun;
      await run.ended;
      this.#running.delete(key);
      await run.closed;
      await this.#parts.store.removeOldest();
    } catch (error) {
      this.#running.delete(key);
      this.#parts.warn(String(error));
    }
  }

  /** Begins a run again: what it had done is in the cache. @throws {BowerbirdError} `SOURCE_NOT_FOUND` */
  async startAgain(id: string): Promise<Run> {
    const record = await this.find(id);
    const own = await this.#own(id);
    if (own && record.state === 'running') return own;
    if (record.state === 'running') {
      throw new BowerbirdError('ABORTED', `the run ${id} goes on in another server`, {
        hint: 'Ask `status` for it.',
      });
    }
    return this.start(record.request, id);
  }

  /** @throws {BowerbirdError} `SOURCE_NOT_FOUND` */
  async find(id: string): Promise<RunRecord> {
    const own = await this.#own(id);
    const record = own?.record ?? (await this.#parts.store.find(id));
    if (record) return record;
    throw new BowerbirdError('SOURCE_NOT_FOUND', `there is no run ${JSON.stringify(id.slice(0, 64))}`, {
      hint: 'Call `status` without run_id for the last ones.',
    });
  }

  list(most: number): Promise<readonly RunRecord[]> {
    return this.#parts.store.list(most);
  }

  /** Stops a run, of whichever server. What it has done is kept. */
  async cancel(id: string): Promise<RunRecord> {
    const record = await this.find(id);
    if (record.state !== 'running') return record;
    const own = await this.#own(id);
    if (!own) {
      await this.#parts.store.askToCancel(id);
      return record;
    }
    own.stop('cancelled');
    await own.ended;
    return own.record;
  }

  /** Ends all runs: they can be started again. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = await Promise.allSettled(this.#running.values());
    const runs = running.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    for (const run of runs) run.stop('interrupted');
    await Promise.all(this.#following);
  }

  async #own(id: string): Promise<Run | undefined> {
    const runs = await Promise.allSettled(this.#running.values());
    return runs
      .flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      .find((run) => run.id === id);
  }
}

/** Sorts by time. */
function newId(): string {
  return `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(4).toString('hex')}`;
}
