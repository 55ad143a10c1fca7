import { EXIT } from './exit-codes.ts';
import type { Session } from './session.ts';

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

// npm and npx pass Ctrl-C on to a child that the terminal has told already: two signals at once are one wish.
const ECHO_MS = 250;
// What was told to stop and does not is ended: a plugin may hang. Sooner where a person has asked for it twice.
const CLOSING_MS = 10_000;
const HANGING_MS = 3000;

/** A wish to stop, of a person or of the system. */
export interface Interruption {
  /** Aborted when nothing more is to be begun: by the first signal, and when standard output takes nothing any more. */
  readonly drain: AbortSignal;
  /** Aborted when everything is to end: after the grace, by the second signal, and after an error that nobody waits for. */
  readonly signal: AbortSignal;
  /** Whether a signal came. */
  readonly wished: boolean;
  dispose(): void;
}

/**
 * Listens to signals: after the first one nothing more is begun, after the second one everything ends.
 * @param graceMs how long what has begun may go on after the first one
 */
export function listenToSignals(
  session: Session,
  say: (text: string) => void,
  graceMs: number,
): Interruption {
  const { io, screen } = session;
  const drain = new AbortController();
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let since: number | undefined;
  const stopNow = (closingMs: number): void => {
    stop.abort();
    clearTimeout(timer);
    timer = setTimeout(() => io.exit(EXIT.interrupted), closingMs);
  };
  const begin = (): void => {
    if (drain.signal.aborted) return;
    drain.abort();
    if (graceMs === 0) stopNow(CLOSING_MS);
    else timer = setTimeout(() => stopNow(CLOSING_MS), graceMs);
  };
  const onSignal = (): void => {
    if (since === undefined) {
      since = performance.now();
      say(farewell(graceMs));
      begin();
    } else if (performance.now() - since < ECHO_MS) return;
    else if (stop.signal.aborted) io.exit(EXIT.interrupted);
    else {
      since = performance.now();
      stopNow(HANGING_MS);
    }
  };
  for (const signal of SIGNALS) io.signals.on(signal, onSignal);
  screen.outClosed.addEventListener('abort', begin);
  const sayBefore = session.say;
  session.say = say;
  return {
    drain: drain.signal,
    signal: AbortSignal.any([stop.signal, session.strayed.signal]),
    get wished() {
      return since !== undefined;
    },
    dispose() {
      session.say = sayBefore;
      clearTimeout(timer);
      screen.outClosed.removeEventListener('abort', begin);
      for (const signal of SIGNALS) io.signals.off(signal, onSignal);
    },
  };
}

function farewell(graceMs: number): string {
  if (graceMs === 0) return 'stopping; what is done is kept (Ctrl-C again to stop at once)';
  const seconds = Math.ceil(graceMs / 1000);
  return `stopping: what has begun is finished, for ${seconds} s at most (Ctrl-C again to stop at once)`;
}

/** Works with a signal that Ctrl-C aborts. What was stopped ends with 130, whether the work throws or comes to an end. */
export async function interruptible(
  session: Session,
  work: (signal: AbortSignal) => Promise<number>,
  say: (text: string) => void = (text) => session.screen.say(text),
): Promise<number> {
  const interruption = listenToSignals(session, say, 0);
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
