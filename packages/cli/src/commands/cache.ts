import type { Command } from 'commander';
import { examples } from '../help.ts';
import type { Session } from '../session.ts';
import { addClear } from './cache/clear.ts';
import { cacheCommands } from './cache/command.ts';
import { addGet } from './cache/get.ts';
import { addInvalidate } from './cache/invalidate.ts';
import { addList } from './cache/list.ts';
import { addPrune } from './cache/prune.ts';
import { addStats } from './cache/stats.ts';
import { addVerify } from './cache/verify.ts';
import { addWarm } from './cache/warm.ts';

/** `bowerbird cache stats | ls | get | clear | prune | invalidate | warm | verify` */
export function addCache(command: Command, session: Session): void {
  command.description(
    'What was collected is kept, so that nothing is fetched twice. This shows it, fills it, renews it and throws it away.',
  );
  const commands = cacheCommands(command, session);
  for (const add of [addStats, addList, addGet, addClear, addPrune, addInvalidate, addWarm, addVerify])
    add(commands);
  const shown = examples(
    ['bowerbird cache stats', 'how much there is, and what it has saved'],
    ['bowerbird cache ls --collector web', 'what one collector brought'],
    ['bowerbird cache warm', 'collect everything, deliver nothing'],
    ['bowerbird cache invalidate --older-than 1d', 'have the next run check what is a day old'],
    ['bowerbird cache clear --yes', 'start afresh'],
  );
  for (const any of [command, ...command.commands]) any.addHelpText('after', shown);
}
