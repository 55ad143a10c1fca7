import type { Plans, StoredPlan } from '@bowerbird/mcp';
import type { Command } from 'commander';
import { ask } from '../ask.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { interruptible } from '../interruption.ts';
import { type ConfigFlag, openRunnerWhateverIsNear, withRunner } from '../open-runner.ts';
import { cleanLine, moneyAtMost } from '../render/format.ts';
import { table } from '../render/table.ts';
import type { Session } from '../session.ts';

interface ApproveFlags extends ConfigFlag {
  readonly yes?: boolean;
}

/** `bowerbird approve [plan]` */
export function addApprove(command: Command, session: Session): void {
  command
    .description(
      'Approves what a tool call of `bowerbird mcp` would buy, once: then the same call buys it. Without a plan it lists those that wait.',
    )
    .argument('[plan]', 'its id');
  addConfigOption(command)
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      examples(
        ['bowerbird approve', 'what waits to be approved'],
        ['bowerbird approve 3f2a61c09b7e', 'shows what it is and what it costs, and asks'],
      ),
    )
    .action((id: string | undefined, flags: ApproveFlags) => session.finish(approve(session, id, flags)));
}

async function approve(session: Session, id: string | undefined, flags: ApproveFlags): Promise<number> {
  const { Plans } = await import('@bowerbird/mcp');
  return withRunner(openRunnerWhateverIsNear(session, flags), async (runner) => {
    const plans = new Plans(runner.folder);
    return id === undefined ? list(session, plans) : approveOne(session, plans, id, flags);
  });
}

async function list({ screen }: Session, plans: Plans): Promise<number> {
  const found = await plans.list();
  if (found.length === 0) screen.say('Nothing waits to be approved.');
  else screen.out(table([['PLAN', 'WHEN', 'AT MOST', 'APPROVED', 'WHAT'], ...found.map(row)], [2]));
  return EXIT.done;
}

function row(plan: StoredPlan): readonly string[] {
  const when = plan.planned.replace('T', ' ').slice(0, 16);
  return [plan.id, when, moneyAtMost(plan.price.most), plan.approved ? 'yes' : 'no', describe(plan)];
}

function describe({ request: { tool, sources, pipelines } }: StoredPlan): string {
  const [first = '', ...others] = sources ?? pipelines ?? [];
  return cleanLine(`${tool}: ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`);
}

async function approveOne(
  session: Session,
  plans: Plans,
  id: string,
  { yes }: ApproveFlags,
): Promise<number> {
  const plan = await plans.find(id);
  if (!plan) throw new UsageError(`there is no plan ${cleanLine(id)}`, '`bowerbird approve` lists them.');
  const { screen, io } = session;
  const { most, purchases } = plan.price;
  screen.say(describe(plan));
  for (const source of plan.request.sources ?? plan.request.pipelines ?? [])
    screen.say(`  ${cleanLine(source)}`);
  if (!yes && !(io.stdin.isTTY && io.stderr.isTTY))
    throw new UsageError('there is nobody to ask', 'Add --yes to approve it without being asked.');
  return interruptible(session, async (signal) => {
    const question = `Buy up to ${moneyAtMost(most)} in ${purchases} purchase${purchases === 1 ? '' : 's'}? [y/N] `;
    if (!yes && !(await ask(session, question, signal))) {
      screen.say('Nothing is approved.');
      return EXIT.unbought;
    }
    await plans.approve(plan);
    screen.say(`Approved, up to ${moneyAtMost(most)}, for one run: the same call buys it now.`);
    return EXIT.done;
  });
}
