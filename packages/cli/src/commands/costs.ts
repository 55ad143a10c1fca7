import type { Command } from 'commander';
import { examples } from '../help.ts';
import type { Session } from '../session.ts';
import { costsCommands } from './costs/command.ts';
import { addForget } from './costs/forget.ts';
import { addList } from './costs/list.ts';
import { addResolve } from './costs/resolve.ts';
import { addShow } from './costs/show.ts';

/** `bowerbird costs [list] | show | resolve | forget` */
export function addCosts(command: Command, session: Session): void {
  command.description(
    'Every purchase is on record with its price, what it cost, and its answer, so that nothing is bought twice. This shows it.',
  );
  const commands = costsCommands(command, session);
  for (const add of [addList, addShow, addResolve, addForget]) add(commands);
  const shown = examples(
    ['bowerbird costs', 'everything that was bought, of all runs'],
    ['bowerbird costs --since 7d --pipeline talks', 'what a pipeline bought in the last seven days'],
    ['bowerbird costs show 12', 'one purchase, with what its provider knows it by'],
    ['bowerbird costs resolve 12 not-bought', 'the provider was asked: it was never made'],
    ['bowerbird costs forget 12', 'throw away what it gave; who needs it buys it again'],
  );
  for (const any of [command, ...command.commands]) any.addHelpText('after', shown);
}
