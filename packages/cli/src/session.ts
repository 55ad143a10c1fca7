import type { Problem } from '@bowerbird/core';
import type {
  Diagnosis,
  DoctorOptions,
  LoadedConfig,
  PluginReference,
  Runner,
  RunnerOptions,
} from '@bowerbird/runner';
import type { Io } from './io.ts';
import { Screen } from './screen.ts';

/** What the command line needs of `@bowerbird/runner`. */
export interface RunnerModule {
  readonly CONFIG_PLACES: readonly string[];
  loadConfig(options: { readonly cwd: string; readonly file?: string }): Promise<LoadedConfig>;
  inlineConfig(options: { readonly base: string; readonly config?: object }): LoadedConfig;
  createRunner(config: LoadedConfig, options?: RunnerOptions): Promise<Runner>;
  doctor(options: DoctorOptions): Promise<Diagnosis>;
  formatProblems(file: string | undefined, problems: readonly Problem[]): string;
  parseDuration(text: string): number | undefined;
  parseAmount(text: string): number | undefined;
  runSummarySchema(): Readonly<Record<string, unknown>>;
}

/** What a package that ships the command line adds to it. */
export interface Distribution {
  /** The built-in plugins. */
  readonly plugins: readonly PluginReference[];
  /** What `--version` prints. */
  readonly version: string;
  /** In place of `@bowerbird/runner`: for tests. */
  readonly loadRunner?: () => Promise<RunnerModule>;
}

/** One call of the command line. */
export interface Session {
  readonly io: Io;
  readonly screen: Screen;
  readonly plugins: readonly PluginReference[];
  readonly version: string;
  /** The runner is loaded when a command needs it: help must not wait for it. */
  loadRunner(): Promise<RunnerModule>;
  /** Runs a command and keeps its exit code. */
  finish(command: Promise<number>): Promise<void>;
  exitCode: number;
  /** The rc file in use, for messages. */
  configFile: string | undefined;
  /** The runner in use: it knows what is secret. */
  runner: Runner | undefined;
  /** Aborted when something failed that nobody waits for. */
  readonly strayed: AbortController;
  /** Says something beside what is shown just now. */
  say(text: string): void;
}

/** @param distribution what the package that is installed adds */
export function createSession(io: Io, distribution: Distribution): Session {
  const screen = new Screen(io);
  return {
    io,
    screen,
    plugins: distribution.plugins,
    version: distribution.version,
    loadRunner: distribution.loadRunner ?? (() => import('@bowerbird/runner')),
    async finish(command) {
      this.exitCode = await command;
    },
    exitCode: 0,
    configFile: undefined,
    runner: undefined,
    strayed: new AbortController(),
    say: (text) => screen.say(text),
  };
}
