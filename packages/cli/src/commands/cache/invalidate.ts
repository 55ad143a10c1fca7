import type { CacheInspection, CacheInvalidated, InvalidateFilter } from '@bowerbird/runner';
import { EXIT, UsageError } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { count } from '../../render/format.ts';
import type { Session } from '../../session.ts';
import type { CacheCommands } from './command.ts';
import { nothingUnder } from './get.ts';

interface InvalidateFlags extends ConfigFlag, Pick<InvalidateFilter, 'tag' | 'collector' | 'pipeline'> {
  readonly olderThan?: string;
}

/** `bowerbird cache invalidate [key…]` */
export function addInvalidate({ session, add, run }: CacheCommands): void {
  add('invalidate', 'have answers compared with their sources at the next run; deletes none')
    .argument('[key...]', 'keys, or the beginnings of keys')
    .option('--tag <name>', 'what has this tag')
    .option('--collector <name>', 'what this collector brought')
    .option('--pipeline <name>', 'what this pipeline collected')
    .option('--older-than <duration>', 'what was not compared with its source for so long, such as 7d')
    .action((keys: string[], flags: InvalidateFlags) =>
      run(flags, async (cache) => {
        await invalidate(session, cache, await whichOf(session, keys, flags));
        return EXIT.done;
      }),
    );
}

async function invalidate(
  { screen }: Session,
  cache: CacheInspection,
  which: InvalidateFilter,
): Promise<void> {
  const found = await cache.invalidate(which);
  if (found.answers + found.refusals === 0 && which.keys) throw nothingUnder(which.keys.join(', '));
  screen.say(renderInvalidated(found));
}

async function whichOf(
  session: Session,
  keys: readonly string[],
  { tag, collector, pipeline, olderThan }: InvalidateFlags,
): Promise<InvalidateFilter> {
  if (keys.length === 0 && !(tag ?? collector ?? pipeline ?? olderThan)) {
    throw new UsageError(
      'nothing says which answers to invalidate',
      'Name keys, or give --tag, --collector, --pipeline or --older-than.',
    );
  }
  const { parseDuration } = await session.loadRunner();
  const olderThanMs = olderThan === undefined ? undefined : parseDuration(olderThan);
  if (olderThan !== undefined && olderThanMs === undefined)
    throw new UsageError(`--older-than ${olderThan}: this is no duration`, 'Write a unit, as in 7d or 12h.');
  return { tag, collector, pipeline, olderThanMs, ...(keys.length > 0 && { keys }) };
}

function renderInvalidated({ answers, originals, refusals }: CacheInvalidated): string {
  if (answers + refusals === 0) return 'Nothing of that kind is kept.';
  const marked = `Marked ${count(answers, 'answer')} and ${count(originals, 'original')}: the next run compares them with their sources.`;
  const asked = `Forgot ${count(refusals, 'refusal')}: the next run asks again.`;
  return [answers > 0 && marked, refusals > 0 && asked].filter((line) => line !== false).join('\n');
}
