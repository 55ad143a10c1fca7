import { toErrorData } from '@bowerbird/core';
import { cleanLine } from './render/format.ts';
import type { Session } from './session.ts';

/**
 * Catches what fails outside of all that the runner waits for, as long as a command works: the first one is told and stops the
 * command in order, so that what is done is kept.
 */
export function catchStrays(session: Session): () => void {
  const { io, strayed } = session;
  const onStray = (error: unknown): void => {
    if (strayed.signal.aborted) return;
    session.say(
      `error: something failed outside of the run, probably in a plugin: ${describe(error, session)}; stopping, what is done is kept`,
    );
    strayed.abort();
  };
  io.strays.on(onStray);
  return () => io.strays.off(onStray);
}

// Only a runner knows what is secret: without one, nothing is said of what the error says.
function describe(error: unknown, { io, runner }: Session): string {
  const stack = io.env.BOWERBIRD_DEBUG && error instanceof Error ? (error.stack ?? '') : '';
  if (runner) {
    const { message } = toErrorData(error);
    const name = error instanceof Error ? error.constructor.name : typeof error;
    return `${cleanLine(runner.scrub(`${name}: ${message}`))}${stack && `\n${runner.scrub(stack)}\n`}`;
  }
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return `${kindOf(error)}${frames.length > 0 ? `\n${frames.join('\n')}\n` : ''}`;
}

/** What kind of thing was thrown, in words that no plugin has chosen. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name } = error.constructor;
  return (globalThis as Readonly<Record<string, unknown>>)[name] === error.constructor ? name : 'Error';
}
