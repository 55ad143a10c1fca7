// The limits of mocha (2 s), Jest and vitest (5 s) are for what waits for no program, no disk and no server.
const LIMIT_MS = 120_000;

/**
 * `test` of vitest, node:test and Bun, `it` of mocha and Jest: anything that takes a name and a function.
 * @param limitMs how long the test may take: of some test runners the third argument, and of no account to the others
 */
export type TestFunction = (name: string, run: () => Promise<void>, limitMs?: number) => unknown;

/** Adds one test to a suite. What it throws says what is wrong, and what to do about it. */
export type Check = (name: string, run: () => Promise<void>) => void;

// Checks change what is global (the clock, `fetch`), so no two of them run at once, whatever the test runner does.
let last: Promise<unknown> = Promise.resolve();

/**
 * Adds the tests of one suite to a test runner.
 * @param subject what is tested, in front of every name: `collector web`
 */
export function checksOf(test: TestFunction, subject: string): Check {
  return (name, run) => {
    test(
      `${subject}: ${name}`,
      // No arrow function: mocha gives its limits as `this`.
      function check(this: unknown): Promise<void> {
        raiseLimit(this);
        const before = last;
        const mine = before.then(run);
        last = before.then(() => endOf(mine));
        return mine;
      },
      LIMIT_MS,
    );
  };
}

/** When a check has settled, or will not: those behind it must not wait for ever. */
async function endOf(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LIMIT_MS);
  });
  await Promise.race([check.catch(() => {}), limit]);
  clearTimeout(timer);
}

function raiseLimit(context: unknown): void {
  const { timeout } = (context ?? {}) as { timeout?: unknown };
  if (typeof timeout === 'function') timeout.call(context, LIMIT_MS);
}
