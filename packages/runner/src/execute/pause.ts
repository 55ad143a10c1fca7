import { aborted } from './attempt.ts';
import type { Engine } from './engine.ts';
import { Scope } from './scope.ts';

/** Waits until something may be tried again. @throws the reason when the run is stopped, at the first wish already */
export async function pause({ parts }: Engine, milliseconds: number, outer: Scope): Promise<void> {
  const scope = new Scope(outer);
  const drain = () => scope.abort(aborted());
  if (parts.drain.aborted) drain();
  parts.drain.addEventListener('abort', drain, { once: true });
  try {
    await scope.sleep(milliseconds);
  } finally {
    parts.drain.removeEventListener('abort', drain);
    scope.end();
  }
}
