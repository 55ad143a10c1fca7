import fc from 'fast-check';

// The same examples each time: a suite that says now this and now that tells an author nothing.
const SEED = 20_260_101;
// A test has few seconds, and looking for a smaller example must not take longer than test runners wait, which would hide the first.
const LONGEST_MS = 2500;
const LONGEST_SHRINKING_MS = 500;

/** Runs `check` on as many values as `runs`, or as the time allows. Where it throws, its error says also which small value shows it. */
export async function forAll<T>(
  values: fc.Arbitrary<T>,
  { runs }: { readonly runs: number },
  check: (value: T) => Promise<void> | void,
): Promise<void> {
  let end = performance.now() + LONGEST_MS;
  const property = fc.asyncProperty(values, async (value) => {
    // Not fast-check's own limit, which leaves a check running while its folder is taken away. `true`: no more of them.
    if (performance.now() > end) throw new fc.PreconditionFailure(true);
    try {
      await check(value);
    } catch (error) {
      end = Math.min(end, performance.now() + LONGEST_SHRINKING_MS);
      throw error;
    }
  });
  const found = await fc.check(property, { numRuns: runs, seed: SEED });
  if (!found.failed || found.counterexample === null) return;
  const error = found.errorInstance;
  if (!(error instanceof Error)) throw error;
  error.message += `\n\nAn example: ${fc.stringify(found.counterexample[0])}`;
  throw error;
}
