import type { CacheInspection } from '@bowerbird/runner';
import { confirmThrowingAway } from '../../ask.ts';
import { EXIT } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { bytes, count } from '../../render/format.ts';
import type { Session } from '../../session.ts';
import type { CacheCommands } from './command.ts';

interface ClearFlags extends ConfigFlag {
  readonly collector?: string;
  readonly yes?: boolean;
}

/** `bowerbird cache clear` */
export function addClear({ session, add, run }: CacheCommands): void {
  add('clear', 'throw away everything that is kept; what was delivered or bought stays')
    .option('--collector <name>', 'only what this collector brought')
    .option('-y, --yes', 'do not ask')
    .action((flags: ClearFlags) => run(flags, (cache) => clear(session, cache, flags)));
}

async function clear(session: Session, cache: CacheInspection, flags: ClearFlags): Promise<number> {
  const { screen } = session;
  const before = await cache.stats();
  if (before.entries === 0) {
    screen.say(`Nothing is kept in ${cache.location}.`);
    return EXIT.done;
  }
  const all = count(before.entries ?? 0, 'entry', 'entries');
  const what = flags.collector === undefined ? all : `what ${flags.collector} brought`;
  const size = `${bytes(before.bytes ?? 0)} in all`;
  const question = `Throw away ${what} (${size}) in ${cache.location}? What was bought stays.`;
  if (!flags.yes && !(await confirmThrowingAway(session, question))) return EXIT.done;
  const cleared = await cache.clear(flags.collector === undefined ? {} : { collector: flags.collector });
  const thrown = `${count(cleared.entries, 'entry', 'entries')}, ${bytes(cleared.bytes)}`;
  screen.say(`Threw away ${thrown}. What was bought stays.`);
  return EXIT.done;
}
