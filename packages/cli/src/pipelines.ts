import type { Runner } from '@bowerbird/runner';
import { closest } from './closest.ts';
import { UsageError } from './exit-codes.ts';
import { cleanLine } from './render/format.ts';
import type { Session } from './session.ts';

/** @throws {UsageError} if a name is no pipeline of the rc file */
export function choosePipelines(runner: Runner, names: readonly string[]): void {
  // One that is broken may be known by its problems alone.
  const known = new Set([...runner.pipelines, ...runner.problems.flatMap(({ pipeline }) => pipeline ?? [])]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    const near = closest(name, [...known]);
    return `there is no pipeline called "${cleanLine(name)}"${near === undefined ? '' : `; did you mean "${near}"?`}`;
  });
  throw new UsageError(lines.join('\n       '), `The pipelines are: ${[...known].join(', ') || 'none'}`);
}

/** A line for each problem of a pipeline that was not asked for: it stops nothing now. */
export function warnAboutOthers(runner: Runner, names: readonly string[], { screen }: Session): void {
  if (names.length === 0) return;
  for (const { pipeline, path, message } of runner.problems) {
    if (pipeline === undefined || names.includes(pipeline)) continue;
    screen.say(`${screen.style.yellow('warning')}: ${path}: ${cleanLine(message)}`);
  }
}
