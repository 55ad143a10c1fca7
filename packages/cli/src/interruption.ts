import { EXIT } from './exit-codes.ts';
import type { Session } from './session.ts';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// npm and npx pass Ctrl-C on to a child that the terminal has told already: two signals at once are one wish.
const ECHO_MS = 250;

/** A wish to stop, of a person or of the system. */
export interface Interruption {
  /** Aborted by the first signal, when standard output takes nothing any more, and after an error that nobody waits for. */
  readonly signal: AbortSignal;
  /** Whether a signal came. */
  readonly wished: boolean;
  dispose(): void;
}

/** Listens to signals: the first one stops the work in order, the second one ends the process. */
export function listenToSignals(session: Session, say: (text: string) => void): Interruption {
  const { io, screen } = session;
  const stop = new AbortController();
  let since: number | undefined;
  const onSignal = (): void => {
    if (since === undefined) {
      since = Date.now();
      say('stopping; what is done is kept (Ctrl-C again to stop at once)');
      stop.abort();
    } else if (Date.now() - since >= ECHO_MS) {
      io.exit(EXIT.interrupted);
    }
  };
  for (const signal of SIGNALS) io.signals.on(signal, onSignal);
  const sayBefore = session.say;
  session.say = say;
  return {
    signal: AbortSignal.any([stop.signal, screen.outClosed, session.strayed.signal]),
    get wished() {
      return since !== undefined;
    },
    dispose() {
      session.say = sayBefore;
      for (const signal of SIGNALS) io.signals.off(signal, onSignal);
    },
  };
}

/** Works with a signal that Ctrl-C aborts. What was stopped ends with 130, whether the work throws or comes to an end. */
export async function interruptible(
  session: Session,
  work: (signal: AbortSignal) => Promise<number>,
  say: (text: string) => void = (text) => session.screen.say(text),
): Promise<number> {
  const interruption = listenToSignals(session, say);
  try {
    const code = await work(interruption.signal);
    return interruption.wished ? EXIT.interrupted : code;
  } catch (error) {
    if (interruption.wished) return EXIT.interrupted;
    // It was told already.
    if (session.strayed.signal.aborted) return EXIT.failed;
    throw error;
  } finally {
    interruption.dispose();
  }
}
