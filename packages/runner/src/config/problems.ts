import { isAbsolute, relative } from 'node:path';
import type { Problem } from '@bowerbird/core';

/**
 * Everything that is wrong with a configuration, as a user reads it.
 * @param file the rc file; one below the working folder is named from there. `undefined`: an object was given
 */
export function formatProblems(file: string | undefined, problems: readonly Problem[]): string {
  const unique = withoutRepeats(problems);
  const count = unique.length === 1 ? '1 problem' : `${unique.length} problems`;
  const blocks = unique.map(
    ({ path, message }) => `\n  ${path || '(top level)'}\n    ${message.replaceAll('\n', '\n    ')}`,
  );
  return [`${nameOf(file)} has ${count}`, ...blocks].join('\n');
}

// A default that several pipelines use stops each of them, but is one thing to mend.
function withoutRepeats(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.path}\n${problem.message}`, problem])).values()];
}

function nameOf(file: string | undefined): string {
  if (file === undefined) return 'the configuration';
  const path = isAbsolute(file) ? relative(process.cwd(), file) : file;
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}
