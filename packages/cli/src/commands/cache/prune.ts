import type { CachePruned } from '@bowerbird/runner';
import { EXIT } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { bytes, count } from '../../render/format.ts';
import type { CacheCommands } from './command.ts';

interface PruneFlags extends ConfigFlag {
  readonly dryRun?: boolean;
}

/** `bowerbird cache prune` */
export function addPrune({ session, add, run }: CacheCommands): void {
  add('prune', 'throw away what has expired, and what no answer rests on')
    .option('--dry-run', 'only say how much that would be')
    .action((flags: PruneFlags) =>
      run(flags, async (cache) => {
        const { dryRun = false } = flags;
        const pruned = await cache.prune({ dryRun });
        session.screen.say(dryRun ? renderWish(pruned) : renderPruned(pruned));
        return EXIT.done;
      }),
    );
}

function renderWish({ unused }: CachePruned): string {
  const { entries } = unused;
  const rests = entries === 1 ? 'entry on which' : 'entries on which';
  return `Would throw away ${count(entries, rests, rests)} no answer rests (${bytes(unused.bytes)} before compression), and what has expired.`;
}

function renderPruned({ unused, expired }: CachePruned): string {
  const rested = unused.entries === 1 ? 'entry on which' : 'entries on which';
  const first = `Threw away ${count(unused.entries, rested, rested)} no answer rested (${bytes(unused.bytes)} before compression)`;
  if (!expired) return `${first}. The store cannot tell what has expired.`;
  return `${first}, and ${count(expired.entries, 'entry', 'entries')} that had expired (${bytes(expired.bytes)}).`;
}
