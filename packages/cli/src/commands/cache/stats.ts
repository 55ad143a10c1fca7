import { EXIT } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { renderStats } from '../../render/cache-stats.ts';
import type { CacheCommands } from './command.ts';

interface StatsFlags extends ConfigFlag {
  readonly json?: boolean;
}

/** `bowerbird cache stats` */
export function addStats({ session, add, run }: CacheCommands): void {
  add('stats', 'how much is kept, and what it has saved, by collector')
    .option('--json', 'print JSON')
    .action((flags: StatsFlags) =>
      run(flags, async (cache) => {
        const found = await cache.stats();
        const { location } = cache;
        session.screen.out(
          flags.json
            ? `${JSON.stringify({ location, ...found }, undefined, 2)}\n`
            : renderStats(location, found),
        );
        return EXIT.done;
      }),
    );
}
