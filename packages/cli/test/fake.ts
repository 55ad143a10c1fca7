import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { ConfigError, type Outcome, type Problem, type RunEvent } from '@bowerbird/core';
import type {
  CacheInspection,
  CostsInspection,
  LoadedConfig,
  PlanOptions,
  Runner,
  RunOptions,
  RunSummary,
} from '@bowerbird/runner';
import type { Io, Output } from '../src/io.ts';
import { main } from '../src/main.ts';
import type { RunnerModule } from '../src/session.ts';
import { plan, summary } from './samples.ts';

export * from './samples.ts';

export interface FakeIo extends Io {
  readonly written: { out: string; err: string };
  readonly exits: number[];
  readonly input: PassThrough;
  readonly streams: { readonly stdout: EventEmitter; readonly stderr: EventEmitter };
  send(signal: NodeJS.Signals): void;
  /** An error that nobody waits for. */
  stray(error: unknown): void;
}

export interface IoOptions {
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export function fakeIo({
  terminal = false,
  columns = 100,
  env = {},
  cwd = '/home/jane',
}: IoOptions = {}): FakeIo {
  const written = { out: '', err: '' };
  const signals = new EventEmitter();
  const strays = new EventEmitter();
  const output = (name: 'out' | 'err'): Output & EventEmitter =>
    Object.assign(new EventEmitter(), {
      isTTY: terminal,
      columns,
      write(text: string, done?: () => void) {
        written[name] += text;
        done?.();
      },
    });
  const [stdout, stderr] = [output('out'), output('err')];
  const input = new PassThrough();
  const exits: number[] = [];
  return {
    stdout,
    stderr,
    stdin: Object.assign(input, { isTTY: terminal }),
    env,
    cwd,
    signals,
    strays: {
      on: (listener) => strays.on('stray', listener),
      off: (listener) => strays.off('stray', listener),
    },
    exit: (code) => void exits.push(code),
    written,
    exits,
    input,
    streams: { stdout, stderr },
    stray: (error) => void strays.emit('stray', error),
    send: (signal) => void signals.emit(signal),
  };
}

export interface FakeRunner extends Partial<Omit<Runner, 'run' | 'cache' | 'costs' | 'collect'>> {
  readonly run?: (options: RunOptions, emit: (event: RunEvent) => void) => Promise<RunSummary>;
  readonly collect?: (sources: readonly string[]) => AsyncIterable<Outcome>;
  readonly cache?: Partial<CacheInspection>;
  readonly costs?: Partial<CostsInspection>;
}

/** What a test sees of the calls that were made. */
export interface Calls {
  readonly run: RunOptions[];
  readonly plan: PlanOptions[];
  closed: number;
  loaded: number;
}

/** Where records of runs go. */
const FOLDER = mkdtempSync(join(tmpdir(), 'bowerbird-cli-'));
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }));

export function fakeRunner(some: FakeRunner, calls: Calls): Runner {
  const subscribers = new Set<(event: RunEvent) => void>();
  const emit = (event: RunEvent): void => {
    for (const subscriber of subscribers) subscriber(event);
  };
  return {
    file: '/home/jane/.bowerbirdrc.yaml',
    folder: FOLDER,
    pipelines: ['pages', 'talks'],
    paid: [],
    budgeted: false,
    plugins: [],
    problems: [],
    schema: { type: 'object' },
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    scrub: (value) => JSON.parse(JSON.stringify(value).replaceAll('s3cret', '***')),
    close: async () => void calls.closed++,
    ...some,
    collect: some.collect ?? async function* () {},
    cache: some.cache as CacheInspection,
    costs: { budgets: async () => [], ...some.costs } as unknown as CostsInspection,
    plan(options = {}) {
      calls.plan.push(options);
      return some.plan?.(options) ?? Promise.resolve(plan());
    },
    run(options = {}) {
      calls.run.push(options);
      return some.run?.(options, emit) ?? Promise.resolve(summary());
    },
  } as Runner;
}

export interface CallOptions extends IoOptions {
  readonly io?: FakeIo;
  readonly runner?: FakeRunner;
  readonly module?: Partial<RunnerModule>;
}

/** One call of the command line with a fake runner and without a process. */
export async function call(argv: readonly string[], options: CallOptions = {}) {
  const io = options.io ?? fakeIo(options);
  const calls: Calls = { run: [], plan: [], closed: 0, loaded: 0 };
  const module: RunnerModule = {
    CONFIG_PLACES: ['package.json', '.bowerbirdrc', '.bowerbirdrc.yaml', 'bowerbird.config.mjs'],
    runSummarySchema: () => ({ title: 'RunSummary' }),
    loadConfig: async ({ cwd, file = '.bowerbirdrc.yaml' }) => loaded(resolve(cwd, file)),
    inlineConfig: () => loaded(undefined),
    createRunner: async ({ file }) => fakeRunner({ file, ...options.runner }, calls),
    parseDuration: (text) => (/^\d+s$/.test(text) ? Number.parseInt(text, 10) * 1000 : undefined),
    parseAmount: (text) => (/\d/.test(text) ? Number(text.replaceAll(/[^\d.]/g, '')) : undefined),
    doctor: async () => ({ ok: true, checks: [] }),
    formatProblems: (file, problems) =>
      `${file} has ${problems.length} problems\n${problems.map((problem) => `\n  ${problem.path}\n    ${problem.message}\n`).join('')}`,
    ...options.module,
  };
  const code = await main(argv, io, {
    plugins: [],
    version: '1.2.3',
    loadRunner: async () => {
      calls.loaded++;
      return module;
    },
  });
  return { code, ...io.written, io, calls };
}

function loaded(file: string | undefined): LoadedConfig {
  return { file, base: '/home/jane', config: {}, plugins: [], problems: [], env: {} };
}

export function notFound(): Promise<never> {
  return Promise.reject(
    new ConfigError('there is no rc file', [], { code: 'CONFIG_NOT_FOUND', hint: 'Run `bowerbird init`.' }),
  );
}

export function invalid(...problems: readonly Problem[]): Promise<never> {
  return Promise.reject(new ConfigError('the rc file is wrong', problems));
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'bowerbird-cli-'));
}

/** An event without its frame. */
export type Fact = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at' | 'run'> : never) : never;

/** A fact about a run, at a time. */
export function event(fact: Fact, at = 0): RunEvent {
  return { at, run: 'run-1', ...fact } as RunEvent;
}
