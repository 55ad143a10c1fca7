import type { Runner } from '@bowerbird/runner';
import { cleanLine } from './render/format.ts';
import type { Session } from './session.ts';

/** A line for each problem of a pipeline that was not asked for: it stops nothing now. */
export function warnAboutOthers(runner: Runner, names: readonly string[], { screen }: Session): void {
  if (names.length === 0) return;
  for (const { pipeline, path, message } of runner.problems) {
    if (pipeline === undefined || names.includes(pipeline)) continue;
    screen.say(`${screen.style.yellow('warning')}: ${path}: ${cleanLine(message)}`);
  }
}
