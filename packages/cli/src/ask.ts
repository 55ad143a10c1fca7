import type { Session } from './session.ts';

/** Asks a person. Anything but yes is no, also the end of the input. */
export async function ask({ io, screen }: Session, question: string): Promise<boolean> {
  // `say` would end the line; the answer belongs behind the question.
  screen.ask(question);
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: io.stdin, terminal: false });
  try {
    for await (const line of lines) return /^\s*y(es)?\s*$/i.test(line);
    return false;
  } finally {
    lines.close();
  }
}
