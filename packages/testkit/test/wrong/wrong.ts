import type { TestFunction } from '../../src/index.ts';

/** A mistake that an author makes, and how the suite must speak of it. */
export interface Wrong {
  /** The mistake, as in "identify() looks at the clock". */
  readonly about: string;
  /** Runs the suite over the wrong implementation. */
  readonly run: (test: TestFunction) => void;
  /** The test that must fail: its name, or a part of it. No other one is run. */
  readonly caughtBy: string;
  /** What this test must say: the mistake, and what to do about it. */
  readonly message: RegExp;
}

/** A test that failed, or passed. */
export interface Ran {
  readonly name: string;
  readonly error?: unknown;
}

/** Runs a suite by hand, and tells what became of its tests. @param only the tests with this in their names */
export async function runSuite(suite: (test: TestFunction) => void, only = ''): Promise<readonly Ran[]> {
  const tests: { readonly name: string; readonly run: () => Promise<void> }[] = [];
  suite((name, run) => {
    if (name.includes(only)) tests.push({ name, run });
  });
  const ran: Ran[] = [];
  for (const { name, run } of tests) {
    ran.push(
      await run().then(
        () => ({ name }),
        (error: unknown) => ({ name, error }),
      ),
    );
  }
  return ran;
}
