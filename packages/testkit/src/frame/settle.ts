import { fail } from './ensure.ts';

// Much longer than any right implementation takes, also under load, and shorter than the limits of the test runners.
const LONGEST_MS = 3000;

/** What became of a promise. */
export type Settled<T> =
  | { readonly status: 'fulfilled'; readonly value: T }
  | { readonly status: 'rejected'; readonly reason: unknown };

/**
 * What becomes of `work`.
 * @param doing names it in the error, as in "collect()"
 * @throws {AssertionError} when it does not settle within three seconds
 */
export async function settled<T>(
  doing: string,
  work: () => T | PromiseLike<T>,
  remedy: string,
): Promise<Settled<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, LONGEST_MS, 'late');
  });
  const outcome = (async () => work())().then(
    (value) => ({ status: 'fulfilled', value }) as const,
    (reason: unknown) => ({ status: 'rejected', reason }) as const,
  );
  const first = await Promise.race([outcome, late]);
  clearTimeout(timer);
  if (first === 'late') fail(`${doing} has not settled after ${LONGEST_MS / 1000} s`, remedy);
  return first;
}
