import type { CacheVerified } from '@bowerbird/runner';
import { EXIT } from '../../exit-codes.ts';
import type { ConfigFlag } from '../../open-runner.ts';
import { arrow } from '../../render/errors.ts';
import { bytes, count, indent } from '../../render/format.ts';
import { table } from '../../render/table.ts';
import type { CacheCommands } from './command.ts';

interface VerifyFlags extends ConfigFlag {
  readonly repair?: boolean;
}

/** `bowerbird cache verify` */
export function addVerify({ session, add, run }: CacheCommands): void {
  add('verify', 'read everything that is kept, and say what is wrong')
    .option('--repair', 'remove what is wrong, so that the next run brings it again')
    .action((flags: VerifyFlags) =>
      run(flags, async (cache) => {
        const { repair = false } = flags;
        const found = await cache.verify({ repair });
        session.screen.say(renderVerified(found, repair));
        return isSound(found) || repair ? EXIT.done : EXIT.failed;
      }),
    );
}

function isSound({ damaged, answers, originals }: CacheVerified): boolean {
  return damaged + answers + originals === 0;
}

function renderVerified(found: CacheVerified, repair: boolean): string {
  const { read, damaged, answers, originals, removed } = found;
  const all = `Read ${count(read.entries, 'entry', 'entries')}, ${bytes(read.bytes)}`;
  if (isSound(found)) return `${all}: everything is as it was written.`;
  const rows = [
    ['damaged', count(damaged, 'entry', 'entries')],
    ['without documents', count(answers, 'answer')],
    ['without original', count(originals, 'record')],
  ];
  const end = repair
    ? `Removed ${count(removed, 'entry', 'entries')}: the next run brings again what it needs of them.`
    : `Nothing was changed.${arrow('Run `bowerbird cache verify --repair` to remove them: the next run brings them again.')}`;
  return `${all}: not everything is as it was written.\n${indent(table(rows), 2)}${end}`;
}
