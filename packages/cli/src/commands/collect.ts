import type { Outcome } from '@bowerbird/core';
import type { Runner } from '@bowerbird/runner';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { addConfigOption, addFreshnessOptions, type FreshnessFlags, freshness } from '../flags.ts';
import { examples } from '../help.ts';
import { interruptible } from '../interruption.ts';
import { type ConfigFlag, openRunnerWhateverIsNear, withRunner } from '../open-runner.ts';
import { renderDocument, SEPARATOR } from '../render/document.ts';
import { type Failure, renderFailures } from '../render/failures.ts';
import { cleanText } from '../render/format.ts';
import type { Session } from '../session.ts';

interface CollectFlags extends ConfigFlag, FreshnessFlags {
  readonly json?: boolean;
}

/** `bowerbird collect <url-or-path…>` */
export function addCollect(program: Command, session: Session): void {
  const command = program
    .command('collect')
    .summary('print pages and files as Markdown; needs no rc file')
    .description(
      'Collects single sources and prints them as Markdown. Needs no rc file; uses one that is near.',
    )
    .argument('<url-or-path...>', 'addresses and files');
  addConfigOption(command);
  addFreshnessOptions(command)
    .option('--json', 'print a line of JSON for each document, with its provenance')
    .addHelpText(
      'after',
      examples(
        ['bowerbird collect https://example.com', 'print a page'],
        ['bowerbird collect page.html > page.md', 'turn a file into Markdown'],
        ['bowerbird collect --json https://example.com | jq .title', 'work with the fields'],
      ),
    )
    .action((sources: string[], flags: CollectFlags) => session.finish(collect(session, sources, flags)));
}

function collect(session: Session, sources: readonly string[], flags: CollectFlags): Promise<number> {
  const mode = freshness(flags);
  return withRunner(openRunnerWhateverIsNear(session, flags), (runner) =>
    interruptible(session, async (signal) => {
      const failures = await printAll(session, runner.collect(sources, { ...mode, signal }), flags, signal);
      if (failures.length === 0) return EXIT.done;
      session.screen.say(renderFailures(failures, session.screen.style));
      return EXIT.failed;
    }),
  );
}

async function printAll(
  { screen }: Session,
  outcomes: ReturnType<Runner['collect']>,
  flags: CollectFlags,
  signal: AbortSignal,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  let printed = 0;
  const print = (text: string): void => screen.out(screen.outIsTerminal ? cleanText(text) : text);
  for await (const outcome of outcomes) {
    const failure = failureOf(outcome);
    // What was stopped is no failure of the source.
    const stopped = outcome.status === 'skipped' && signal.aborted;
    if (failure !== undefined && !stopped) failures.push(failure);
    if (outcome.status !== 'collected') continue;
    for (const document of outcome.documents) {
      if (flags.json) print(`${JSON.stringify(document)}\n`);
      else print(`${printed > 0 ? SEPARATOR : ''}${renderDocument(document, outcome.task.source)}`);
      printed++;
    }
  }
  return failures;
}

function failureOf(outcome: Outcome): Failure | undefined {
  const { source } = outcome.task;
  switch (outcome.status) {
    case 'failed':
      return { ...outcome.error, source };
    case 'gone':
      return { code: 'SOURCE_NOT_FOUND', message: outcome.reason, source };
    case 'skipped':
      return { code: 'SOURCE_UNSUPPORTED', message: outcome.reason, source };
    case 'collected':
      return outcome.documents.length > 0
        ? undefined
        : { code: 'SOURCE_INVALID', message: 'there is no document in it', source };
    default:
      return undefined;
  }
}
