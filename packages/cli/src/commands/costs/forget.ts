import type { CostEntry, CostFilter, CostsInspection } from '@bowerbird/runner';
import { confirmThrowingAway } from '../../ask.ts';
import { EXIT, UsageError } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { renderSum } from '../../render/costs.ts';
import { count } from '../../render/format.ts';
import type { Session } from '../../session.ts';
import { type CostsCommands, noPurchase, readId } from './command.ts';

interface ForgetFlags extends ConfigFlag, Pick<CostFilter, 'collector' | 'pipeline'> {
  readonly yes?: boolean;
}

/** `bowerbird costs forget <id…>` */
export function addForget({ session, add, run }: CostsCommands): void {
  add('forget', 'throw away the answers that were bought')
    .argument('[id...]', 'numbers of purchases')
    .option('--collector <name>', 'what this collector bought')
    .option('--pipeline <name>', 'what this pipeline bought')
    .option('-y, --yes', 'do not ask')
    .action((ids: string[], flags: ForgetFlags) =>
      run(flags, (costs) => forget(session, costs, whichOf(ids, flags), flags.yes === true)),
    );
}

function whichOf(typed: readonly string[], { collector, pipeline }: ForgetFlags): CostFilter {
  if (typed.length > 0) return { ids: typed.map(readId), collector, pipeline };
  if (collector !== undefined || pipeline !== undefined) return { collector, pipeline };
  throw new UsageError('nothing says what to forget', 'Name purchases, or give --collector or --pipeline.');
}

async function forget(
  session: Session,
  costs: CostsInspection,
  which: CostFilter,
  yes: boolean,
): Promise<number> {
  const { screen } = session;
  const answered = await answeredOf(costs, which);
  if (answered.length === 0) {
    screen.say('Nothing was thrown away: no answer of that kind is here.');
    return EXIT.done;
  }
  const question = `Throw away ${answersOf(answered)}? Who needs them must buy them again.`;
  if (!yes && !(await confirmThrowingAway(session, question))) return EXIT.done;
  const gone = await costs.forget(answered.map(({ id }) => id));
  screen.say(
    `Threw away ${answersOf(gone)}. What was paid stays on record. The documents made of it stay in the cache until \`bowerbird cache clear --collector ${gone[0]?.collector}\`; whoever needs them after that buys them again.`,
  );
  return EXIT.done;
}

async function answeredOf(costs: CostsInspection, which: CostFilter): Promise<readonly CostEntry[]> {
  const found = await costs.list(which);
  const missing = which.ids?.filter((id) => !found.some((entry) => entry.id === id)) ?? [];
  if (missing.length > 0) throw noPurchase(...missing);
  return found.filter(({ answered }) => answered);
}

function answersOf(entries: readonly CostEntry[]): string {
  return `${count(entries.length, 'answer')} that cost ${renderSum(entries)}`;
}
