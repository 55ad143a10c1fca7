import { join } from 'node:path';
import { type AnyDefinition, ConfigError, type Delivered, defineSink, toErrorData } from '@bowerbird/core';
import { RunRecorder } from '@bowerbird/report';
import type { LoadedConfig, Runner, RunnerOptions, RunSummary } from '@bowerbird/runner';
import type { Plans } from './plans.ts';
import { type CollectionRequest, requestId, runConfig } from './request.ts';
import { RunFold } from './run-fold.ts';
import { ALIVE_MS, type RunRecord, type RunState, type RunStore } from './run-store.ts';
import { cleanText } from './text.ts';
import type { Wallet } from './wallet.ts';

const SINK = 'mcp-result';
const NO_RUN = new RunFold([]);

/** What runs need of their server. */
export interface RunParts {
  readonly loaded: LoadedConfig;
  createRunner(loaded: LoadedConfig, options: Pick<RunnerOptions, 'definitions'>): Promise<Runner>;
  readonly store: RunStore;
  readonly plans: Plans;
  readonly wallet: Wallet;
  /** The data folder. */
  readonly data: string;
  /** Takes secrets out. */
  scrub<T>(value: T): T;
  warn(message: string): void;
}

/** One run of a request: it goes on whoever waits for it, and is on record all the time. */
export class Run {
  readonly id: string;
  /** Settles when it has ended and is on record; never rejects. */
  readonly ended: Promise<void>;
  /** Settles when nothing of it is open any more: no answer has to wait for it. Never rejects. */
  readonly closed: Promise<void>;
  readonly #parts: RunParts;
  readonly #request: CollectionRequest;
  readonly #started = Date.now();
  readonly #stop = new AbortController();
  readonly #watchers = new Set<() => void>();
  #fold = NO_RUN;
  #record: RunRecord;
  #recorded: Promise<unknown> | undefined;
  /** Of the pipeline that was made of its call, in the configuration. */
  #place = '';
  #stoppedAs: RunState | undefined;
  readonly #onRecord: Promise<void>;
  #written: Promise<void>;

  private constructor(parts: RunParts, id: string, request: CollectionRequest) {
    this.#parts = parts;
    this.id = id;
    this.#request = request;
    this.#record = this.#now('running');
    this.#onRecord = parts.store.write(this.#record);
    this.#written = this.#onRecord.catch(() => undefined);
    this.ended = this.#live();
    this.closed = this.ended.then(async () => void (await this.#recorded));
  }

  /** Begins a run, or begins it again; it is on record before this resolves. */
  static async begin(parts: RunParts, id: string, request: CollectionRequest): Promise<Run> {
    await parts.store.clear(id);
    const run = new Run(parts, id, request);
    await run.#onRecord.catch((error: unknown) => {
      // Nobody hears of it: it is not to go on by itself.
      run.stop('interrupted');
      throw error;
    });
    return run;
  }

  get record(): RunRecord {
    return this.#record.state === 'running' ? this.#now('running') : this.#record;
  }

  /** Stops it. What is done is kept. */
  stop(as: 'cancelled' | 'interrupted'): void {
    this.#stoppedAs ??= as;
    this.#stop.abort();
  }

  /** Calls back whenever something has happened. @returns how to leave off */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async #live(): Promise<void> {
    const beat = setInterval(() => void this.#beat(), ALIVE_MS);
    try {
      this.#record = await this.#work();
    } catch (error) {
      this.#record = this.#stoppedAs
        ? this.#now(this.#stoppedAs)
        : { ...this.#now('failed'), error: whyFailed(error, this.#place) };
    } finally {
      clearInterval(beat);
      await this.#write();
      this.#tell();
    }
  }

  /** Says that the server lives, and hears from others that it is to stop. */
  async #beat(): Promise<void> {
    if (await this.#parts.store.isToCancel(this.id)) this.stop('cancelled');
    if (this.#record.state === 'running') await this.#write();
    this.#tell();
  }

  /** One write after the other: how it ended is never overtaken by that it runs. */
  #write(): Promise<void> {
    this.#written = this.#written
      .then(() => this.#parts.store.write(this.record))
      .catch((error) => this.#parts.warn(`the run ${this.id} is not on record: ${String(error)}`));
    return this.#written;
  }

  async #work(): Promise<RunRecord> {
    const { config, pipelines } = runConfig(this.#parts.loaded, this.#request, SINK);
    if (this.#request.sources) this.#place = `pipelines.${pipelines[0]}.`;
    const runner = await this.#parts.createRunner(config, { definitions: [this.#sink()] });
    try {
      const approval = await this.#approval(runner, pipelines);
      if ('plan' in approval) return { ...this.#now('unapproved'), plan: approval.plan };
      try {
        return this.#endOf(await this.#collect(runner, pipelines, approval.maxCost));
      } finally {
        if (approval.held > 0)
          this.#parts.wallet.settle(approval.held, await this.#spent(runner, approval.held));
      }
    } finally {
      await runner.close();
    }
  }

  async #collect(runner: Runner, pipelines: readonly string[], maxCost: number): Promise<RunSummary> {
    this.#fold = new RunFold(pipelines);
    const recorder = new RunRecorder(join(this.#parts.data, 'runs'), (message) => this.#parts.warn(message));
    const stops = [this.#fold.subscriber, recorder.subscriber, () => this.#tell()].map((subscriber) =>
      runner.subscribe(subscriber),
    );
    const cache = this.#request.useCache ? {} : { cache: false };
    try {
      return await runner.run({ pipelines, maxCost, signal: this.#stop.signal, ...cache });
    } finally {
      for (const stop of stops) stop();
      // For `bowerbird runs` and `report`. It warns, and never rejects.
      this.#recorded = recorder.end();
    }
  }

  /** What it may spend. A price that no cap and no person has approved is kept as a plan. */
  async #approval(runner: Runner, pipelines: readonly string[]) {
    const nothing = { maxCost: 0, held: 0 };
    if (!runner.paid.some((name) => pipelines.includes(name))) return nothing;
    const { signal } = this.#stop;
    const { price } = await runner.plan({
      pipelines,
      signal,
      ...(!this.#request.useCache && { cache: false }),
    });
    if (price.most === 0) return nothing;
    const { plans, wallet } = this.#parts;
    if (wallet.hold(price.most)) return { maxCost: price.most, held: price.most };
    const id = requestId(this.#request, this.#parts.loaded.file);
    const approved = await plans.use(id, price.most);
    // What a person has approved is beside the caps.
    if (approved !== undefined) return { maxCost: approved, held: 0 };
    await plans.keep({ id, request: this.#request, price });
    return { plan: { id, price } };
  }

  /**
   * What it has bought, by the ledger: a run that was stopped has ordered what its outcomes do not tell of, and that is paid for as well.
   * @param held where the ledger cannot be read
   */
  async #spent(runner: Runner, held: number): Promise<number> {
    if (this.#fold.run === '') return 0;
    try {
      const bought = await runner.costs.list({ run: this.#fold.run });
      return bought.reduce(
        (sum, { state, cost, price }) => sum + (state === 'released' ? 0 : (cost ?? price)),
        0,
      );
    } catch (error) {
      this.#parts.warn(`what the run ${this.id} has bought cannot be read: ${String(error)}`);
      return held;
    }
  }

  #endOf({ status, total }: RunSummary): RunRecord {
    if (this.#stoppedAs) return this.#now(this.#stoppedAs);
    if (status === 'interrupted') return this.#now('interrupted');
    return this.#now(status === 'failed' && total.collected === 0 ? 'failed' : 'done');
  }

  #sink(): AnyDefinition {
    // One write after the other, whichever pipeline it is of.
    let last = this.#onRecord;
    const write = (documents: readonly Delivered[]): Promise<void> => {
      // Here, and not when a page of them is read: the end of a page would cut a secret in two.
      const scrubbed = this.#parts.scrub(documents);
      const written = last.then(() => this.#parts.store.append(this.id, scrubbed));
      last = written.catch(() => undefined);
      return written;
    };
    return defineSink({
      name: SINK,
      summary: 'Keeps documents for the answer of a tool call.',
      create: () => ({ write, close: () => last }),
    });
  }

  #now(state: RunState): RunRecord {
    const { counts, cost, saved, failures } = this.#fold;
    return {
      version: 1,
      id: this.id,
      request: this.#request,
      state,
      started: this.#started,
      updated: Date.now(),
      pid: process.pid,
      counts,
      cost,
      saved,
      failures,
    };
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/**
 * What was thrown, as an answer has it.
 * @param place what was made of the call, in the configuration: whoever called does not know it. The rest of it is a person's
 */
function whyFailed(error: unknown, place: string): NonNullable<RunRecord['error']> {
  const { message, hint } = toErrorData(error);
  const problems = error instanceof ConfigError ? error.problems : [];
  const told = problems.map(({ path, message: wrong }) =>
    path.startsWith(place)
      ? `${path.slice(place.length)}: ${wrong}`
      : `${path || 'top level'} of the rc file: ${wrong}`,
  );
  return {
    message: cleanText(told.length > 0 ? told.join('\n') : message),
    ...(hint !== undefined && { hint: cleanText(hint) }),
  };
}
