import type { Reporter, TestModule } from 'vitest/node';

/** The parts of a test module that count. */
type Module = Pick<TestModule, 'state'> & {
  readonly children: { allTests(): Iterable<{ result(): { readonly state: string } }> };
};

/** The parts of a test module that name what failed. */
type NamedModule = Pick<TestModule, 'state' | 'relativeModuleId'> & {
  readonly children: {
    allTests(): Iterable<{ readonly fullName: string; result(): { readonly state: string } }>;
  };
};

/** Counts of a test run. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Adds a run up. What failed without a failing test of its own counts as a failure, too: a module that cannot be loaded, a hook,
 * an error outside of any test. Else a run that ended red would read "0 failed".
 */
export function tally(modules: readonly Module[], unhandled: number): Tally {
  const counts = { passed: 0, failed: unhandled, skipped: 0 };
  for (const module of modules) {
    let failed = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') counts.passed++;
      else if (state === 'failed') failed++;
      // A test that is still pending when the run ends was never run.
      else counts.skipped++;
    }
    counts.failed += failed === 0 && module.state() === 'failed' ? 1 : failed;
  }
  return counts;
}

/** What failed, by file and test. Of a module without a failing test, the file. */
export function failuresIn(modules: readonly NamedModule[]): readonly string[] {
  return modules.flatMap((module) => {
    const failed = [...module.children.allTests()].filter((test) => test.result().state === 'failed');
    if (failed.length === 0) return module.state() === 'failed' ? [module.relativeModuleId] : [];
    return failed.map(({ fullName }) => `${module.relativeModuleId} > ${fullName}`);
  });
}

/**
 * Ends the output of vitest with a line for each failure, `failed: FILE > TEST`, and one plain line, `N passed, N failed, N skipped`,
 * for programs to read.
 */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    for (const failure of failuresIn(modules)) process.stdout.write(`failed: ${failure}\n`);
    const { passed, failed, skipped } = tally(modules, unhandledErrors.length);
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
