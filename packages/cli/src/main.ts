import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { explain } from './render/errors.ts';
import { createSession, type Distribution } from './session.ts';

/**
 * The command line: reads `argv` (without the names of node and the program), works, and gives the exit code. Never throws.
 * @param distribution the built-in plugins and the version of the package that is installed
 */
export async function main(argv: readonly string[], io: Io, distribution: Distribution): Promise<number> {
  const session = createSession(io, distribution);
  try {
    // Where the reader went away in the middle (`bowerbird … | head`), it has what it wanted, whatever else happened.
    await createProgram(session).parseAsync([...argv], { from: 'user' });
    return session.screen.outClosed.aborted ? EXIT.done : session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (session.screen.outClosed.aborted) return EXIT.done;
    const { text, code } = await explain(error, session);
    session.screen.say(text);
    return code;
  }
}
