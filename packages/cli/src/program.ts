import { Command } from 'commander';
import { addCache } from './commands/cache.ts';
import { addCollect } from './commands/collect.ts';
import { addInit } from './commands/init.ts';
import { addPlan } from './commands/plan.ts';
import { addPlugins } from './commands/plugins.ts';
import { addRun } from './commands/run.ts';
import { addSchema } from './commands/schema.ts';
import { examples } from './help.ts';
import type { Session } from './session.ts';

/** All commands. */
export function createProgram(session: Session): Command {
  const { io, screen } = session;
  const program = new Command('bowerbird')
    .description(
      'Collects web pages and files into one clean corpus, and never fetches the same thing twice.',
    )
    .version(session.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => screen.out(text),
      writeErr: (text) => screen.say(text),
      getOutHelpWidth: () => io.stdout.columns || 100,
      getErrHelpWidth: () => io.stderr.columns || 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('  → add --help to see how it is called')
    .addHelpText(
      'after',
      examples(
        ['bowerbird collect https://example.com', 'print a page as Markdown; needs no set-up'],
        ['bowerbird init https://example.com', 'write an rc file'],
        ['bowerbird run', 'collect everything that the rc file names'],
      ),
    )
    .addHelpText('after', EXIT_CODES);
  for (const add of [addRun, addPlan, addCollect, addInit, addPlugins, addSchema, addCache])
    add(program, session);
  return program;
}

const EXIT_CODES = `
Exit codes:
  0 all done · 1 some sources failed · 2 configuration or usage · 130 interrupted
Documents and JSON go to standard output; progress, logs and summary to standard error.`;
