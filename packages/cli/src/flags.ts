import type { Freshness } from '@bowerbird/runner';
import { type Command, Option } from 'commander';
import { UsageError } from './exit-codes.ts';

/** The options that say how to treat what is here already. */
export interface FreshnessFlags {
  readonly refresh?: boolean;
  readonly offline?: boolean;
  /** `--no-cache` makes it false. */
  readonly cache?: boolean;
}

/** Adds `--config`. */
export function addConfigOption(command: Command): Command {
  return command.option('-c, --config <file>', 'the rc file, instead of looking for one');
}

/** Adds `--refresh`, `--offline` and `--no-cache`. */
export function addFreshnessOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--refresh', 'check everything with its source, whatever its age').conflicts('offline'),
    )
    .option('--offline', 'open no connection: what is here counts, whatever its age')
    .option('--no-cache', 'neither read nor write the cache');
}

/** What the flags mean for the runner. */
export function freshness(flags: FreshnessFlags): Omit<Freshness, 'signal'> {
  if (flags.offline && flags.cache === false) {
    throw new UsageError('--offline and --no-cache leave nothing to read from', 'Leave one of them out.');
  }
  return {
    ...(flags.refresh && { refresh: true }),
    ...(flags.offline && { offline: true }),
    ...(flags.cache === false && { cache: false }),
  };
}
