import type { CostsInspection } from '@bowerbird/runner';
import type { Command } from 'commander';
import { UsageError } from '../../exit-codes.ts';
import { addConfigOption } from '../../flags.ts';
import { type ConfigFlag, openRunnerAnywhere, withRunner } from '../../open-runner.ts';
import type { Session } from '../../session.ts';

/** What the commands of `bowerbird costs` are made with. */
export interface CostsCommands {
  readonly session: Session;
  /** A command with `--config`. @param isDefault whether it is what `bowerbird costs` does by itself */
  add(usage: string, description: string, isDefault?: boolean): Command;
  /** Runs a command on what was bought. */
  run(flags: ConfigFlag, work: (costs: CostsInspection) => Promise<number>): Promise<void>;
}

/** @param parent `bowerbird costs` */
export function costsCommands(parent: Command, session: Session): CostsCommands {
  return {
    session,
    add: (usage, description, isDefault = false) =>
      addConfigOption(parent.command(usage, { isDefault }).description(description)),
    run: (flags, work) =>
      session.finish(withRunner(openRunnerAnywhere(session, flags), (runner) => work(runner.costs))),
  };
}

/** The number of a purchase as it was typed. @throws {UsageError} where it is none */
export function readId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UsageError(`${text}: this is no number of a purchase`, WHERE_NUMBERS_ARE);
}

/** There is no purchase of these numbers. */
export function noPurchase(...ids: readonly number[]): UsageError {
  return new UsageError(`there is no purchase ${ids.join(', ')}`, WHERE_NUMBERS_ARE);
}

const WHERE_NUMBERS_ARE = '`bowerbird costs` shows the numbers.';
