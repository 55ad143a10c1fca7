import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { addConfigOption, addFreshnessOptions, type FreshnessFlags, freshness } from '../flags.ts';
import { examples } from '../help.ts';
import { interruptible } from '../interruption.ts';
import { type ConfigFlag, openRunner, withRunner } from '../open-runner.ts';
import { warnAboutOthers } from '../pipelines.ts';
import { renderPlan } from '../render/plan.ts';
import { isPriced } from '../render/price.ts';
import type { Session } from '../session.ts';

interface PlanFlags extends ConfigFlag, FreshnessFlags {
  readonly items?: boolean;
  readonly json?: boolean;
  readonly detailedExitcode?: boolean;
  readonly buyAgain?: boolean;
}

/** `bowerbird plan [pipeline…]` */
export function addPlan(command: Command, session: Session): void {
  command
    .description(
      'Shows what a run would take from the cache, what it would fetch and buy, at which price, and why. Collects and buys nothing.',
    )
    .argument('[pipeline...]', 'only these pipelines (default: all)');
  addConfigOption(command);
  addFreshnessOptions(command)
    .option('--items', 'show every source')
    .option('--buy-again', 'as if nothing had been bought yet')
    .option('--detailed-exitcode', 'exit with 3 if a run would spend money')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        ['bowerbird plan', 'a line for each pipeline'],
        ['bowerbird plan talks --items', 'every source of a pipeline: who is asked, price and reason'],
        ['bowerbird plan --refresh --json', 'as JSON, if everything were checked'],
      ),
    )
    .action((pipelines: string[], flags: PlanFlags) => session.finish(plan(session, pipelines, flags)));
}

function plan(session: Session, pipelines: readonly string[], flags: PlanFlags): Promise<number> {
  const mode = freshness(flags);
  return withRunner(openRunner(session, flags), (runner) =>
    interruptible(session, async (signal) => {
      const { screen } = session;
      warnAboutOthers(runner, pipelines, session);
      const found = await runner.plan({
        ...mode,
        signal,
        ...(flags.buyAgain && { buyAgain: true }),
        ...(pipelines.length > 0 && { pipelines }),
      });
      screen.out(
        flags.json
          ? `${JSON.stringify(found, undefined, 2)}\n`
          : renderPlan(found, { items: flags.items === true, style: screen.outStyle }),
      );
      return flags.detailedExitcode && isPriced(found.price) ? EXIT.unbought : EXIT.done;
    }),
  );
}
