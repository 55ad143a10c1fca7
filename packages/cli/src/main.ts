import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';
import { cleanLine } from './render/format.ts';
import { createSession, type Distribution, type Session } from './session.ts';
import { catchStrays } from './strays.ts';

/**
 * The command line: reads `argv` (without the names of node and the program), works, and gives the exit code. Never throws.
 * @param distribution the built-in plugins and the version of the package that is installed
 */
export async function main(argv: readonly string[], io: Io, distribution: Distribution): Promise<number> {
  const session = createSession(io, distribution);
  const stopCatching = catchStrays(session);
  try {
    const code = await work(argv, session);
    const error = await session.screen.written();
    if (error !== undefined) {
      const { style } = session.screen;
      session.screen.say(
        `${style.red('error')}: the output could not be written: ${cleanLine(error.message)}`,
      );
      return EXIT.failed;
    }
    return session.strayed.signal.aborted ? EXIT.failed : code;
  } finally {
    stopCatching();
  }
}

async function work(argv: readonly string[], session: Session): Promise<number> {
  const { screen } = session;
  try {
    const program = await createProgram(session, argv);
    await program.parseAsync([...argv], { from: 'user' });
    // Where the reader went away in the middle (`bowerbird … | head`), it has what it wanted, whatever else happened.
    return screen.outClosed.aborted ? EXIT.done : session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (screen.outClosed.aborted) return EXIT.done;
    const { explain } = await import('./work.ts');
    const { text, code } = await explain(error, session);
    screen.say(text);
    return code;
  }
}
