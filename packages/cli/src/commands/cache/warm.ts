import { UsageError } from '../../exit-codes.ts';
import { addFreshnessOptions } from '../../flags.ts';
import { addReportOptions, type ReportFlags, runToReport } from '../run.ts';
import type { CacheCommands } from './command.ts';

/** `bowerbird cache warm [pipeline…]` */
export function addWarm({ session, add }: CacheCommands): void {
  const command = add('warm', 'collect everything into the cache, and deliver nothing').argument(
    '[pipeline...]',
    'only these pipelines (default: all)',
  );
  addReportOptions(addFreshnessOptions(command)).action((pipelines: string[], flags: ReportFlags) =>
    session.finish(warm(pipelines, flags)),
  );

  async function warm(pipelines: readonly string[], flags: ReportFlags): Promise<number> {
    if (flags.cache === false) throw new UsageError('--no-cache leaves nothing to warm', 'Leave it out.');
    return runToReport(session, pipelines, flags, { deliver: false });
  }
}
