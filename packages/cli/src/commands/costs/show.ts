import type { CostsInspection } from '@bowerbird/runner';
import { EXIT } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { renderCost } from '../../render/costs.ts';
import type { Session } from '../../session.ts';
import { type CostsCommands, noPurchase, readId } from './command.ts';

interface ShowFlags extends ConfigFlag {
  readonly json?: boolean;
}

/** `bowerbird costs show <id>` */
export function addShow({ session, add, run }: CostsCommands): void {
  add('show', 'one purchase, with what its provider knows it by')
    .argument('<id>', 'its number')
    .option('--json', 'print JSON')
    .action((id: string, flags: ShowFlags) => run(flags, (costs) => show(session, costs, id, flags)));
}

async function show(
  { screen }: Session,
  costs: CostsInspection,
  typed: string,
  flags: ShowFlags,
): Promise<number> {
  const id = readId(typed);
  const found = await costs.show(id);
  if (found === undefined) throw noPurchase(id);
  screen.out(flags.json ? `${JSON.stringify(found, undefined, 2)}\n` : renderCost(found));
  return EXIT.done;
}
