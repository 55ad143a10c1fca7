import type { RecordedRun } from '@bowerbird/report';
import type { Command } from 'commander';
import { EXIT, UsageError } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { type ConfigFlag, openRunnerAnywhere, withRunner } from '../open-runner.ts';
import { recordsOf } from '../record.ts';
import { cleanLine, duration, money, number, percent } from '../render/format.ts';
import { table } from '../render/table.ts';
import type { Session } from '../session.ts';

interface RunsFlags extends ConfigFlag {
  readonly json?: boolean;
  readonly limit?: string;
}

/** `bowerbird runs` */
export function addRuns(command: Command, session: Session): void {
  command.description(
    'Lists the last runs, the newest first: when, what, how long, what it cost and saved, what failed.',
  );
  addConfigOption(command)
    .option('-n, --limit <count>', 'how many', '20')
    .option('--json', 'print a line of JSON for each')
    .addHelpText(
      'after',
      examples(
        ['bowerbird runs', 'the last twenty'],
        ['bowerbird report 3f2a', 'a page about one of them, by the beginning of its id'],
      ),
    )
    .action((flags: RunsFlags) => session.finish(runs(session, flags)));
}

async function runs(session: Session, flags: RunsFlags): Promise<number> {
  const limit = Number(flags.limit);
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError(`--limit ${flags.limit}: expected a number from 1`);
  const { screen } = session;
  const warn = (message: string) => screen.say(`warning: ${message}`);
  const { recordedRuns } = await import('@bowerbird/report');
  const found = await withRunner(openRunnerAnywhere(session, flags), async (runner) => {
    const recorded: RecordedRun[] = [];
    for await (const run of recordedRuns(recordsOf(runner), warn)) {
      recorded.push(run);
      if (recorded.length === limit) break;
    }
    return recorded;
  });
  if (flags.json) screen.out(found.map((run) => `${JSON.stringify(run)}\n`).join(''));
  else if (found.length === 0) screen.say('No run is on record yet. bowerbird run makes one.');
  else screen.out(table([HEAD, ...found.map(row)], [3, 4, 5, 6, 7, 8]));
  return EXIT.done;
}

const HEAD = ['RUN', 'WHEN', 'STATUS', 'TOOK', 'SOURCES', 'FAILED', 'HITS', 'COST', 'SAVED', 'PIPELINES'];

function row({ run, started, pipelines, metrics }: RecordedRun): readonly string[] {
  const when = new Date(started).toISOString().replace('T', ' ').slice(0, 16);
  const what = cleanLine(pipelines.join(', '));
  if (!metrics) return [run.slice(0, 8), when, 'not ended', '', '', '', '', '', '', what];
  const { total, status, durationMs } = metrics;
  return [
    run.slice(0, 8),
    when,
    status,
    duration(durationMs),
    number(total.tasks),
    number(total.failed),
    percent(total.hitRate),
    money(total.cost),
    money(total.saved),
    what,
  ];
}
