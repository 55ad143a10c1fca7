import { Command, Help } from 'commander';
import { COMMANDS } from './commands.ts';
import { examples } from './help.ts';
import type { Session } from './session.ts';

/** The program, with all that is to be known of the commands that `argv` names, and with the names of the others. */
export async function createProgram(session: Session, argv: readonly string[]): Promise<Command> {
  const program = createRoot(session);
  const terms = new Map<Command, string>();
  program.configureHelp({
    subcommandTerm: (command) => terms.get(command) ?? new Help().subcommandTerm(command),
  });
  for (const { name, usage, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary);
    terms.set(command, usage === undefined ? name : `${name} ${usage}`);
    if (argv.includes(name)) (await load())(command, session);
  }
  return program;
}

function createRoot({ io, screen, version }: Session): Command {
  return new Command('bowerbird')
    .description(
      'Collects web pages and files into one clean corpus, and never fetches the same thing twice.',
    )
    .version(version, '-V, --version', 'print the version')
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
}

const EXIT_CODES = `
Exit codes:
  0 all done · 1 some sources failed · 2 configuration or usage
  3 budget reached or purchases not approved · 4 paid work pending · 130 interrupted
Documents and JSON go to standard output; progress, logs and summary to standard error.`;
