import type { Readable, Writable } from 'node:stream';
import type { LoadedConfig, Runner, RunnerOptions } from '@bowerbird/runner';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { Plans } from './plans.ts';
import { RunStore } from './run-store.ts';
import { Runs } from './runs.ts';
import { createServer, type ServerParts } from './server.ts';
import { Wallet } from './wallet.ts';

/** How to serve. */
export interface ServeOptions {
  readonly loaded: LoadedConfig;
  createRunner(loaded: LoadedConfig, options: Pick<RunnerOptions, 'definitions'>): Promise<Runner>;
  /** On the rc file as it is. It stays open as long as the server. */
  readonly runner: Runner;
  /** The folders whose files tools may read. Absolute paths. */
  readonly roots: readonly string[];
  /** US dollars that all calls together may spend without asking a person. */
  readonly maxCost: number;
  /** US dollars that one call may spend without asking a person. */
  readonly maxCostPerCall: number;
  readonly version: string;
  readonly input: Readable;
  readonly output: Writable;
  /** Ends the server. */
  readonly signal: AbortSignal;
  warn(message: string): void;
}

/** Serves the Model Context Protocol on two streams until the client goes or `signal` aborts. Runs that go on are stopped, and can be started again. */
export async function serve(options: ServeOptions): Promise<void> {
  const { loaded, runner, roots, version, signal, warn, createRunner } = options;
  const parts: ServerParts = {
    loaded,
    createRunner,
    runner,
    store: new RunStore(runner.folder),
    plans: new Plans(runner.folder),
    wallet: new Wallet(options.maxCost, options.maxCostPerCall),
    data: runner.folder,
    scrub: (value) => runner.scrub(value),
    places: { base: loaded.base, roots },
    version,
    warn,
  };
  const runs = new Runs(parts);
  const closed = new Promise<void>((resolve) => {
    options.input.once('end', resolve).once('close', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const transport = new StdioServerTransport(options.input, options.output);
  const handle = serveStdio(() => createServer(parts, runs), {
    transport,
    onerror: (error) => warn(error.message),
  });
  await closed;
  await runs.close();
  await handle.close();
}
