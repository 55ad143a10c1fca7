import type { CachedAnswer, CacheInspection } from '@bowerbird/runner';
import type { Command } from 'commander';
import { ask } from '../ask.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { type ConfigFlag, openRunnerAnywhere, withRunner } from '../open-runner.ts';
import { renderAnswer, renderAnswers, renderStats } from '../render/cache.ts';
import { renderDocument, SEPARATOR } from '../render/document.ts';
import { bytes, cleanText, count } from '../render/format.ts';
import type { Session } from '../session.ts';

interface CacheFlags extends ConfigFlag {
  readonly json?: boolean;
  readonly collector?: string;
  readonly yes?: boolean;
}

type Work = (cache: CacheInspection, flags: CacheFlags) => Promise<number>;

/** `bowerbird cache stats | ls | get | clear` */
export function addCache(program: Command, session: Session): void {
  const cache = program
    .command('cache')
    .summary('look at what is kept, and throw it away')
    .description(
      'What was collected is kept, so that nothing is fetched twice. This shows it and throws it away.',
    );
  const withCache = (flags: CacheFlags, work: Work): Promise<void> =>
    session.finish(withRunner(openRunnerAnywhere(session, flags), (runner) => work(runner.cache, flags)));
  const subcommand = (usage: string, description: string): Command =>
    addConfigOption(cache.command(usage).description(description));

  subcommand('stats', 'how much is kept, by collector')
    .option('--json', 'print JSON')
    .action((flags: CacheFlags) => withCache(flags, (kept) => stats(session, kept, flags)));
  subcommand('ls', 'the answers that are kept')
    .option('--collector <name>', 'only what this collector brought')
    .option('--json', 'print a line of JSON for each')
    .action((flags: CacheFlags) => withCache(flags, (kept) => list(session, kept, flags)));
  subcommand('get', 'the documents of one answer, as Markdown')
    .argument('<key>', 'the key, or the beginning of it')
    .option('--json', 'print the answer and its documents as JSON')
    .action((key: string, flags: CacheFlags) => withCache(flags, (kept) => get(session, kept, key, flags)));
  subcommand('clear', 'throw away everything that is kept; documents that were delivered stay')
    .option('--collector <name>', 'only what this collector brought')
    .option('-y, --yes', 'do not ask')
    .action((flags: CacheFlags) => withCache(flags, (kept) => clear(session, kept, flags)));
  const shown = examples(
    ['bowerbird cache stats', 'how much there is'],
    ['bowerbird cache ls --collector web', 'what one collector brought'],
    ['bowerbird cache clear --yes', 'start afresh'],
  );
  cache.addHelpText('after', shown);
  for (const command of cache.commands) command.addHelpText('after', shown);
}

async function stats({ screen }: Session, cache: CacheInspection, flags: CacheFlags): Promise<number> {
  const found = await cache.stats();
  const { location } = cache;
  screen.out(
    flags.json ? `${JSON.stringify({ location, ...found }, undefined, 2)}\n` : renderStats(location, found),
  );
  return EXIT.done;
}

// Answers are printed in blocks: a table needs rows, and a million answers must not wait in memory.
const BLOCK = 1000;

async function list({ screen }: Session, cache: CacheInspection, flags: CacheFlags): Promise<number> {
  let block: CachedAnswer[] = [];
  let printed = 0;
  const print = (): void => {
    if (block.length > 0) screen.out(renderAnswers(block, printed === 0));
    printed += block.length;
    block = [];
  };
  for await (const answer of cache.list(
    flags.collector === undefined ? {} : { collector: flags.collector },
  )) {
    if (screen.outClosed.aborted) return EXIT.done;
    if (flags.json) screen.out(`${JSON.stringify(answer)}\n`);
    else if (block.push(answer) === BLOCK) print();
  }
  print();
  if (printed === 0 && !flags.json) screen.say('Nothing is kept.');
  return EXIT.done;
}

async function get(
  { screen }: Session,
  cache: CacheInspection,
  key: string,
  flags: CacheFlags,
): Promise<number> {
  const found = await cache.get(key);
  if (found === undefined) {
    throw new UsageError(`nothing is kept under ${key}`, '`bowerbird cache ls` shows the keys.');
  }
  if (flags.json) {
    screen.out(`${JSON.stringify(found, undefined, 2)}\n`);
    return EXIT.done;
  }
  const text = found.documents
    .map((document) => renderDocument(document, found.answer.source))
    .join(SEPARATOR);
  screen.say(renderAnswer(found.answer));
  screen.out(screen.outIsTerminal ? cleanText(text) : text);
  return EXIT.done;
}

async function clear(session: Session, cache: CacheInspection, flags: CacheFlags): Promise<number> {
  const { io, screen } = session;
  const before = await cache.stats();
  const what =
    flags.collector === undefined
      ? count(before.entries, 'entry', 'entries')
      : `what ${flags.collector} brought`;
  if (before.entries === 0) {
    screen.say(`Nothing is kept in ${cache.location}.`);
    return EXIT.done;
  }
  if (!flags.yes) {
    if (!io.stdin.isTTY)
      throw new UsageError('nothing was thrown away: there is nobody to ask', 'Add --yes.');
    if (
      !(await ask(session, `Throw away ${what} (${bytes(before.bytes)} in all) in ${cache.location}? [y/N] `))
    ) {
      screen.say('Nothing was thrown away.');
      return EXIT.done;
    }
  }
  const cleared = await cache.clear(flags.collector === undefined ? {} : { collector: flags.collector });
  const freed = Math.max(0, before.bytes - (await cache.stats()).bytes);
  screen.say(`Threw away ${count(cleared, 'entry', 'entries')}, ${bytes(freed)}.`);
  return EXIT.done;
}
