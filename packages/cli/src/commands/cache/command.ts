import type { CacheInspection } from '@bowerbird/runner';
import type { Command } from 'commander';
import { addConfigOption } from '../../flags.ts';
import { type ConfigFlag, openRunnerAnywhere, withRunner } from '../../open-runner.ts';
import type { Session } from '../../session.ts';

/** What the commands of `bowerbird cache` are made with. */
export interface CacheCommands {
  readonly session: Session;
  /** A command with `--config`. */
  add(usage: string, description: string): Command;
  /** Runs a command on the cache that the rc file names, or on the user's own. */
  run(flags: ConfigFlag, work: (cache: CacheInspection) => Promise<number>): Promise<void>;
}

/** @param parent `bowerbird cache` */
export function cacheCommands(parent: Command, session: Session): CacheCommands {
  return {
    session,
    add: (usage, description) => addConfigOption(parent.command(usage).description(description)),
    run: (flags, work) =>
      session.finish(withRunner(openRunnerAnywhere(session, flags), (runner) => work(runner.cache))),
  };
}
