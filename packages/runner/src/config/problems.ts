import type { Problem } from '@bowerbird/core';

/** Everything that is wrong with a configuration, as a user reads it. `file` as it should be named; none: an object was given. */
export function formatProblems(file: string | undefined, problems: readonly Problem[]): string {
  const unique = withoutRepeats(problems);
  const count = unique.length === 1 ? '1 problem' : `${unique.length} problems`;
  const blocks = unique.map(
    ({ path, message }) => `\n  ${path || '(top level)'}\n    ${message.replaceAll('\n', '\n    ')}`,
  );
  return [`${file ?? 'the configuration'} has ${count}`, ...blocks].join('\n');
}

// A default that several pipelines use stops each of them, but is one thing to mend.
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.path}\n${problem.message}`, problem])).values()];
}
