import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { addConfigOption, addFreshnessOptions, type FreshnessFlags, freshness } from '../flags.ts';
import { examples } from '../help.ts';
import { interruptible } from '../interruption.ts';
import { type ConfigFlag, openRunner, withRunner } from '../open-runner.ts';
import { warnAboutOthers } from '../pipelines.ts';
import { renderPlan } from '../render/plan.ts';
import type { Session } from '../session.ts';

interface PlanFlags extends ConfigFlag, FreshnessFlags {
  readonly items?: boolean;
  readonly json?: boolean;
}

/** `bowerbird plan [pipeline…]` */
export function addPlan(command: Command, session: Session): void {
  command
    .description(
      'Shows what a run would take from the cache and what it would fetch, and why. Collects nothing.',
    )
    .argument('[pipeline...]', 'only these pipelines (default: all)');
  addConfigOption(command);
  addFreshnessOptions(command)
    .option('--items', 'show every source')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        ['bowerbird plan', 'a line for each pipeline'],
        ['bowerbird plan talks --items', 'every source of a pipeline, with the reason'],
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
      const found = await runner.plan({ ...mode, signal, ...(pipelines.length > 0 && { pipelines }) });
      screen.out(
        flags.json
          ? `${JSON.stringify(found, undefined, 2)}\n`
          : renderPlan(found, { items: flags.items === true, style: screen.outStyle }),
      );
      return EXIT.done;
    }),
  );
}
