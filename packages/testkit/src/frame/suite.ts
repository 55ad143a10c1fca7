/** `test` of vitest, node:test and Bun, `it` of mocha and Jest: anything that takes a name and a function. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

/** Adds one test to a suite. What it throws says what is wrong, and what to do about it. */
export type Check = (name: string, run: () => Promise<void>) => void;

// Mocha alone has so short a limit that a file system under load can pass it.
const MOCHA_LIMIT_MS = 20_000;

// Checks change what is global (the clock, `fetch`), so no two of them run at once, whatever the test runner does.
let last: Promise<unknown> = Promise.resolve();

/**
 * Adds the tests of one suite to a test runner.
 * @param subject what is tested, in front of every name: `collector web`
 */
export function checksOf(test: TestFunction, subject: string): Check {
  return (name, run) => {
    // No arrow function: mocha gives its limits as `this`.
    test(`${subject}: ${name}`, function check(this: unknown): Promise<void> {
      raiseLimit(this);
      const mine = last.then(run);
      last = mine.catch(() => {});
      return mine;
    });
  };
}

function raiseLimit(context: unknown): void {
  const { timeout } = (context ?? {}) as { timeout?: unknown };
  if (typeof timeout === 'function') timeout.call(context, MOCHA_LIMIT_MS);
}
