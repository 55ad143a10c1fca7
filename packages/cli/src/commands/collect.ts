import type { Outcome } from '@bowerbird/core';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { addConfigOption, addFreshnessOptions, type FreshnessFlags, freshness } from '../flags.ts';
import { examples } from '../help.ts';
import { interruptible } from '../interruption.ts';
import { type ConfigFlag, openRunnerWhateverIsNear, withRunner } from '../open-runner.ts';
import { renderDocument, SEPARATOR } from '../render/document.ts';
import { renderWarning } from '../render/errors.ts';
import { type Failure, renderFailures } from '../render/failures.ts';
import { cleanText } from '../render/format.ts';
import { quietView, type RunView, terminalView } from '../render/run-view.ts';
import type { Session } from '../session.ts';
import { asTyped, type TypedSources, typedSources } from '../typed-sources.ts';

interface CollectFlags extends ConfigFlag, FreshnessFlags {
  readonly json?: boolean;
}

/** `bowerbird collect <url-or-path…>` */
export function addCollect(command: Command, session: Session): void {
  command
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
  return withRunner(openRunnerWhateverIsNear(session, flags), async (runner) => {
    const { screen, io } = session;
    const typed = await typedSources(sources, io.cwd);
    const view = screen.canRedraw ? terminalView(screen) : quietView(screen);
    const stop = runner.subscribe((event) => {
      view.subscriber(event);
      if (event.type === 'warning') view.say(renderWarning(event, screen.style));
    });
    const work = async (signal: AbortSignal): Promise<number> => {
      const outcomes = typed.sources.length > 0 ? runner.collect(typed.sources, { ...mode, signal }) : [];
      const failures = await printAll(session, outcomes, { typed, view, flags, signal });
      view.end();
      if (typed.failures.length + failures.length === 0) return EXIT.done;
      screen.say(renderFailures([...typed.failures, ...failures], screen.style));
      return EXIT.failed;
    };
    try {
      return await interruptible(session, work, view.say);
    } finally {
      stop();
      view.end();
    }
  });
}

interface Printing {
  readonly typed: TypedSources;
  readonly view: RunView;
  readonly flags: CollectFlags;
  readonly signal: AbortSignal;
}

async function printAll(
  session: Session,
  outcomes: Iterable<Outcome> | AsyncIterable<Outcome>,
  { typed, view, flags, signal }: Printing,
): Promise<readonly Failure[]> {
  const { screen } = session;
  const failures: Failure[] = [];
  let printed = 0;
  const print = (text: string): void => {
    // The document may go to the same terminal.
    view.clear();
    screen.out(screen.outIsTerminal ? cleanText(text) : text);
  };
  for await (const found of outcomes) {
    const outcome = asTyped(found, typed);
    const failure = failureOf(outcome);
    // What was stopped is no failure of the source.
    const stopped = outcome.status === 'skipped' && signal.aborted;
    if (failure !== undefined && !stopped) failures.push(failure);
    if (outcome.status !== 'collected') continue;
    if (outcome.stale !== undefined) warnStale(session, view, outcome.task.source, outcome.stale);
    for (const document of outcome.documents) {
      if (flags.json) print(`${JSON.stringify(document)}\n`);
      else print(`${printed > 0 ? SEPARATOR : ''}${renderDocument(document, outcome.task.source)}`);
      printed++;
    }
  }
  return failures;
}

function warnStale({ screen }: Session, view: RunView, source: string, reason: string): void {
  const why = reason.includes(source) ? reason : `${source}: ${reason}`;
  const message = `${why}; what is here was printed, though it is due to be checked`;
  view.say(renderWarning({ message }, screen.style));
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
