import type { AnswerFilter, CachedAnswer, CacheInspection } from '@bowerbird/runner';
import { EXIT } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { renderAnswers } from '../../render/cache.ts';
import type { Session } from '../../session.ts';
import type { CacheCommands } from './command.ts';

interface ListFlags extends ConfigFlag, AnswerFilter {
  readonly json?: boolean;
}

/** `bowerbird cache ls` */
export function addList({ session, add, run }: CacheCommands): void {
  add('ls', 'the answers that are kept')
    .option('--collector <name>', 'only what this collector brought')
    .option('--tag <name>', 'only what has this tag')
    .option('--stale', 'only what the next run compares with its source')
    .option('--json', 'print a line of JSON for each')
    .action((flags: ListFlags) => run(flags, (cache) => list(session, cache, flags)));
}

// Answers are printed in blocks: a table needs rows, and a million answers must not wait in memory.
const BLOCK = 1000;

async function list({ screen }: Session, cache: CacheInspection, flags: ListFlags): Promise<number> {
  const { collector, tag, stale, json } = flags;
  let block: CachedAnswer[] = [];
  let printed = 0;
  const print = (): void => {
    if (block.length > 0) screen.out(renderAnswers(block, printed === 0));
    printed += block.length;
    block = [];
  };
  for await (const answer of cache.list({ collector, tag, stale })) {
    if (screen.outClosed.aborted) return EXIT.done;
    if (json) screen.out(`${JSON.stringify(answer)}\n`);
    else if (block.push(answer) === BLOCK) print();
  }
  print();
  if (printed === 0 && !json) screen.say('Nothing is kept.');
  return EXIT.done;
}
