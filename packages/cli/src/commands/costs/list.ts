import type { CostFilter, CostState, CostsInspection } from '@bowerbird/runner';
import { Option } from 'commander';
import { EXIT, UsageError } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { renderCosts } from '../../render/costs.ts';
import type { Session } from '../../session.ts';
import type { CostsCommands } from './command.ts';

interface ListFlags extends ConfigFlag, Pick<CostFilter, 'collector' | 'pipeline'> {
  readonly since?: string;
  readonly state?: readonly CostState[];
  readonly json?: boolean;
}

const STATES: readonly CostState[] = ['held', 'started', 'done', 'failed', 'released', 'unconfirmed'];

/** `bowerbird costs [list]` */
export function addList({ session, add, run }: CostsCommands): void {
  add('list', 'what was bought, the newest first, and what it cost in all', true)
    .option('--since <time>', 'only what was begun since then: 7d, or a date such as 2026-11-01')
    .option('--pipeline <name>', 'only what this pipeline bought')
    .option('--collector <name>', 'only what this collector bought')
    .addOption(new Option('--state <state...>', 'only what is so far').choices(STATES))
    .option('--json', 'print a line of JSON for each')
    .action((flags: ListFlags) =>
      run(flags, async (costs) => list(session, costs, await filterOf(session, flags), flags.json === true)),
    );
}

async function list(
  { screen }: Session,
  costs: CostsInspection,
  filter: CostFilter,
  json: boolean,
): Promise<number> {
  const entries = await costs.list(filter);
  if (json) screen.out(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  else if (entries.length > 0) screen.out(renderCosts(entries));
  else screen.say(isEmpty(filter) ? 'Nothing was bought yet.' : 'Nothing of that kind was bought.');
  return EXIT.done;
}

function isEmpty(filter: CostFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

async function filterOf(session: Session, flags: ListFlags): Promise<CostFilter> {
  const { collector, pipeline, state, since } = flags;
  return {
    collector,
    pipeline,
    states: state,
    since: since === undefined ? undefined : await readSince(session, since),
  };
}

async function readSince(session: Session, text: string): Promise<number> {
  const age = (await session.loadRunner()).parseDuration(text);
  // A date alone is the start of the day here, and not in Greenwich.
  const time = age === undefined ? Date.parse(isDate(text) ? `${text}T00:00` : '') : Date.now() - age;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `--since ${text}: this is neither a duration nor a date`,
    'Write it as in 7d, 12h or 2026-11-01.',
  );
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text);
}
