import type { BudgetState, Runner, RunOptions, RunSummary } from '@bowerbird/runner';
import { type Command, Option } from 'commander';
import { addBuyingOptions, approveBuying, type Buying, type BuyingFlags, readBuying } from '../approval.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { addConfigOption, addFreshnessOptions, type FreshnessFlags, freshness } from '../flags.ts';
import { examples } from '../help.ts';
import { type Interruption, listenToSignals } from '../interruption.ts';
import { type ConfigFlag, openRunner, withRunner } from '../open-runner.ts';
import { recordRun, traceRun } from '../record.ts';
import { plainView, quietView, type RunView, terminalView } from '../render/run-view.ts';
import { renderProblems, renderSummary } from '../render/summary.ts';
import { textLogView } from '../render/text-log.ts';
import { verboseView } from '../render/verbose.ts';
import type { Session } from '../session.ts';
import { type PreparedFile, prepareFile } from '../write-file.ts';
import { writeReport } from './report.ts';

/** What a run is told by, and how it reports. */
export interface ReportFlags extends ConfigFlag, FreshnessFlags, BuyingFlags {
  readonly log?: 'json' | 'text';
  readonly summary?: string;
  readonly metrics?: string;
  readonly report?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly grace?: string;
}

interface RunFlags extends ReportFlags {
  readonly prune?: boolean;
}

/** `bowerbird run [pipeline…]` */
export function addRun(command: Command, session: Session): void {
  command
    .description(
      'Collects what the rc file names and delivers it. What is here already is not fetched again.',
    )
    .argument('[pipeline...]', 'only these pipelines (default: all)');
  addConfigOption(command);
  addFreshnessOptions(command).option(
    '--prune',
    'remove the documents of sources that are not named any more',
  );
  addReportOptions(command)
    .addHelpText(
      'after',
      examples(
        ['bowerbird run', 'all pipelines'],
        ['bowerbird run talks --refresh', 'one pipeline, checking everything with its source'],
        ['bowerbird run --max-cost 5', 'buy for up to $5 without asking'],
        ['bowerbird run --log json --summary run.json', 'for a machine to read'],
      ),
    )
    .action((pipelines: string[], flags: RunFlags) =>
      session.finish(runToReport(session, pipelines, flags, { prune: flags.prune })),
    );
}

/** Adds `--max-cost`, `--buy-again`, `--log`, `--summary`, `--quiet` and `--grace`. */
export function addReportOptions(command: Command): Command {
  return addBuyingOptions(command)
    .addOption(
      new Option('--log <form>', 'write a log to standard error: JSON lines, or text').choices([
        'json',
        'text',
      ]),
    )
    .option('--summary <file>', 'write the summary as JSON (`bowerbird schema --summary` describes it)')
    .option(
      '--metrics <file>',
      'write figures as JSON, `-` to standard output (`bowerbird schema --metrics`)',
    )
    .option('--report <file>', 'write a page of HTML about the run')
    .option('-q, --quiet', 'say only what went wrong')
    .addOption(
      new Option(
        '--verbose',
        'say what became of each source; with --log json, at the level debug',
      ).conflicts('quiet'),
    )
    .option('--grace <time>', 'how long Ctrl-C lets what has begun go on, such as 30s', '8s');
}

const LONGEST_GRACE_MS = 24 * 3600_000;

async function readGrace(session: Session, text = '8s'): Promise<number> {
  const milliseconds = (await session.loadRunner()).parseDuration(text);
  if (milliseconds !== undefined && milliseconds <= LONGEST_GRACE_MS) return milliseconds;
  throw new UsageError(
    `--grace ${text} is no duration up to 24h`,
    'Give it a unit, such as 30s; 0s is none.',
  );
}

/** Runs pipelines, shows how it goes, and reports. The exit code. */
export async function runToReport(
  session: Session,
  pipelines: readonly string[],
  flags: ReportFlags,
  how: Pick<RunOptions, 'prune' | 'deliver'>,
): Promise<number> {
  const mode = freshness(flags);
  const wished = await readBuying(session, flags);
  const graceMs = await readGrace(session, flags.grace);
  const files = await prepareFiles(session, flags);
  return withRunner(openRunner(session, flags), async (runner) => {
    const names = pipelines.length > 0 ? { pipelines } : {};
    const asks = flags.log !== 'json';
    const buying = await approveBuying(session, runner, wished, { ...mode, ...names, asks });
    if (typeof buying === 'number') return buying;
    await traceRun(runner);
    const view = await chooseView(session, flags, () => budgetsOf(runner, buying.options.maxCost));
    const interruption = listenToSignals(session, view.say, graceMs);
    const recording = recordRun(runner, { loop: flags.metrics !== undefined, warn: view.say });
    const stops = [runner.subscribe(view.subscriber), runner.subscribe(recording.subscriber)];
    try {
      const { signal, drain } = interruption;
      const options = { ...mode, ...how, ...buying.options, ...names, signal, drain };
      const summary = await runToTheEnd(runner, view, options);
      report(session, summary, flags);
      await files.summary?.write(json(summary));
      const metrics = await recording.end();
      if (metrics) await files.metrics?.write(json(metrics));
      if (files.report && metrics && !(await writeReport(runner, metrics.run, files.report, view.say)))
        view.say(`warning: ${files.report.path} is not written: the run is not on record`);
      return exitCode(summary, interruption, buying);
    } finally {
      for (const stop of stops) stop();
      // Of a run that threw, too: it is on record as what it was. Ended twice is ended once.
      await recording.end();
      interruption.dispose();
    }
  });
}

interface ReportFiles {
  readonly summary?: PreparedFile | undefined;
  readonly metrics?: Pick<PreparedFile, 'write'> | undefined;
  readonly report?: PreparedFile | undefined;
}

/** Every file that is to be written is tried before anything is collected. */
async function prepareFiles({ io, screen }: Session, flags: ReportFlags): Promise<ReportFiles> {
  const file = (name: string | undefined, option: string) =>
    name === undefined ? undefined : prepareFile(io.cwd, name, option);
  const toOut = { write: async (text: string) => screen.out(text) };
  return {
    summary: await file(flags.summary, '--summary'),
    metrics: flags.metrics === '-' ? toOut : await file(flags.metrics, '--metrics'),
    report: await file(flags.report, '--report'),
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function runToTheEnd(runner: Runner, view: RunView, options: RunOptions): Promise<RunSummary> {
  try {
    return await runner.run(options);
  } finally {
    view.end();
  }
}

async function chooseView(
  { screen }: Session,
  flags: ReportFlags,
  budgets: () => Promise<readonly BudgetState[]>,
): Promise<RunView> {
  const { log, verbose = false } = flags;
  if (log === 'json') return (await import('../render/json-log.ts')).jsonLogView(screen, verbose);
  if (flags.log === 'text') return textLogView(screen);
  if (flags.quiet) return quietView(screen);
  const view = screen.canRedraw ? terminalView(screen, await budgets()) : plainView(screen);
  return verbose ? verboseView(view) : view;
}

/** All that limits what a run spends; nothing, if it buys nothing. */
async function budgetsOf(runner: Runner, maxCost: number | undefined): Promise<readonly BudgetState[]> {
  if (runner.paid.length === 0) return [];
  const own = maxCost === undefined ? [] : [{ name: '--max-cost', most: maxCost, spent: 0 }];
  // A ledger that cannot be read stops what needs it, and is told of there: the board is nothing that does.
  const budgets = await runner.costs.budgets().catch(() => []);
  return [...own, ...budgets];
}

function report({ screen, io }: Session, summary: RunSummary, flags: ReportFlags): void {
  // Standard error holds events and nothing else: they say it all.
  if (flags.log === 'json') return;
  const { style } = screen;
  screen.say(flags.quiet ? renderProblems(summary, style) : renderSummary(summary, style, io.cwd));
}

// What a person has to look into goes before what a person has to approve, and both before what the next run does by itself.
function exitCode({ status, total }: RunSummary, { wished }: Interruption, { declined }: Buying): number {
  if (status === 'interrupted' || wished) return EXIT.interrupted;
  if (status === 'failed') return EXIT.failed;
  if (total.unbought > 0 || declined) return EXIT.unbought;
  return total.pending > 0 ? EXIT.pending : EXIT.done;
}
