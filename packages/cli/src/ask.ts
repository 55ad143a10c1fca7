import { UsageError } from './exit-codes.ts';
import type { Session } from './session.ts';

/** Asks a person. Anything but yes is no, also the end of the input, and `signal`. */
export async function ask({ io, screen }: Session, question: string, signal?: AbortSignal): Promise<boolean> {
  // `say` would end the line; the answer belongs behind the question.
  screen.ask(question);
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: io.stdin, terminal: false, ...(signal && { signal }) });
  try {
    for await (const line of lines) return /^\s*y(es)?\s*$/i.test(line);
    return false;
  } finally {
    lines.close();
  }
}

/** Asks before something is thrown away. @throws {UsageError} where there is nobody to ask */
export async function confirmThrowingAway(session: Session, question: string): Promise<boolean> {
  if (!session.io.stdin.isTTY)
    throw new UsageError('nothing was thrown away: there is nobody to ask', 'Add --yes.');
  const confirmed = await ask(session, `${question} [y/N] `);
  if (!confirmed) session.screen.say('Nothing was thrown away.');
  return confirmed;
}
