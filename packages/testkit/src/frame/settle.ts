import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from './ensure.ts';

// Much longer than any right implementation takes on a machine that is busy, and shorter than the limit of a test.
const LONGEST_MS = 10_000;
// A worker that is at work may have to load a parser first.
const LONGEST_AT_WORK_MS = 60_000;
let atWork = 0;

/** While this is under way, what waits for it has more time: it is at work and does not hang. */
export async function unhurried<T>(work: Promise<T>): Promise<T> {
  atWork++;
  try {
    return await work;
  } finally {
    atWork--;
  }
}

/** What became of a promise. */
export type Settled<T> =
  | { readonly status: 'fulfilled'; readonly value: T }
  | { readonly status: 'rejected'; readonly reason: unknown };

/**
 * What becomes of `work`.
 * @param doing names it in the error, as in "collect()"
 * @param longestMs how long it may take
 * @throws {AssertionError} when it does not settle in this time
 */
export async function settled<T>(
  doing: string,
  work: () => T | PromiseLike<T>,
  remedy: string,
  longestMs = LONGEST_MS,
): Promise<Settled<T>> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    const look = () => {
      const mayTakeLonger = atWork > 0 && performance.now() - started < LONGEST_AT_WORK_MS;
      timer = mayTakeLonger ? setTimeout(look, longestMs) : undefined;
      if (!mayTakeLonger) resolve('late');
    };
    timer = setTimeout(look, longestMs);
  });
  const outcome = (async () => work())().then(
    (value) => ({ status: 'fulfilled', value }) as const,
    (reason: unknown) => ({ status: 'rejected', reason }) as const,
  );
  const first = await Promise.race([outcome, late]);
  clearTimeout(timer);
  if (first === 'late') fail(`${doing} has not settled after ${longestMs / 1000} s`, remedy);
  return first;
}

/** Whether something comes true within ten seconds, which is much longer than it takes. */
export async function eventually(happens: () => Promise<boolean>): Promise<boolean> {
  const end = performance.now() + 10_000;
  do {
    if (await happens()) return true;
    await sleep(5);
  } while (performance.now() < end);
  return false;
}
