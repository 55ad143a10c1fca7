import type { Document } from '@bowerbird/core';
import type { Runner } from '@bowerbird/runner';
import type { Command } from 'commander';
import { EXIT, UsageError } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { type ConfigFlag, openRunnerAnywhere, withRunner } from '../open-runner.ts';
import { recordsOf } from '../record.ts';
import { shortPath } from '../render/format.ts';
import type { Session } from '../session.ts';
import { type PreparedFile, prepareFile } from '../write-file.ts';

interface ReportFlags extends ConfigFlag {
  readonly output: string;
}

/** `bowerbird report [run]` */
export function addReport(command: Command, session: Session): void {
  command
    .description(
      'Writes one page of HTML about a run: what was collected, what failed and why, where time and money went. It works from disk, without a network.',
    )
    .argument('[run]', 'the beginning of its id, as `bowerbird runs` shows it (default: the last one)');
  addConfigOption(command)
    .option('-o, --output <file>', 'where to write it', 'report.html')
    .addHelpText(
      'after',
      examples(
        ['bowerbird report', 'about the last run, to report.html'],
        ['bowerbird report 3f2a -o /tmp/run.html', 'about one of those that `bowerbird runs` lists'],
      ),
    )
    .action((id: string | undefined, flags: ReportFlags) => session.finish(report(session, id, flags)));
}

async function report(session: Session, id: string | undefined, flags: ReportFlags): Promise<number> {
  const file = await prepareFile(session.io.cwd, flags.output, '--output');
  return withRunner(openRunnerAnywhere(session, flags), async (runner) => {
    if (!(await writeReport(runner, id, file, (text) => session.screen.say(text))))
      throw new UsageError(
        id === undefined ? 'no run is on record yet' : `no run on record begins with ${id}`,
        id === undefined ? 'bowerbird run makes one.' : 'bowerbird runs lists them.',
      );
    session.screen.say(`Wrote ${shortPath(file.path, session.io.cwd)}`);
    return EXIT.done;
  });
}

/**
 * Writes the page of a run.
 * @param say is told of damaged records
 * @returns whether there is such a run on record
 */
export async function writeReport(
  runner: Runner,
  id: string | undefined,
  file: PreparedFile,
  say: (text: string) => void,
): Promise<boolean> {
  const { findRun, renderPage } = await import('@bowerbird/report');
  const run = await findRun(recordsOf(runner), (message) => say(`warning: ${message}`), id);
  if (!run) return false;
  const read = async (answer: string): Promise<readonly Document[]> =>
    (await runner.cache.get(answer))?.documents ?? [];
  await file.write(await renderPage(run, read));
  return true;
}
