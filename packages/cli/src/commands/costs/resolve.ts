import type { CostEntry } from '@bowerbird/runner';
import { Argument } from 'commander';
import { EXIT } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { renderCharge } from '../../render/costs.ts';
import { moneyAtMost } from '../../render/format.ts';
import { type CostsCommands, readId } from './command.ts';

type Truth = 'bought' | 'not-bought';

/** `bowerbird costs resolve <id> bought|not-bought` */
export function addResolve({ session, add, run }: CostsCommands): void {
  add('resolve', 'say whether an unconfirmed purchase was made: its provider tells')
    .argument('<id>', 'its number')
    .addArgument(new Argument('<truth>', 'what you found out').choices(['bought', 'not-bought']))
    .action((id: string, truth: Truth, flags: ConfigFlag) =>
      run(flags, async (costs) => {
        const resolved = await costs.resolve(readId(id), truth);
        session.screen.say(renderResolved(resolved, truth));
        return EXIT.done;
      }),
    );
}

function renderResolved(entry: CostEntry, truth: Truth): string {
  const next = 'The next run may buy it again.';
  return truth === 'bought'
    ? `Purchase ${entry.id} was bought: ${renderCharge(entry)} stays on record. ${next}`
    : `Purchase ${entry.id} was not bought: ${moneyAtMost(entry.price)} is free again. ${next}`;
}
