import type { ErrorData } from '@bowerbird/core';
import { arrow } from './errors.ts';
import { cleanLine, indent } from './format.ts';
import type { Style } from './style.ts';

/** A source that could not be collected, with the reason. */
export interface Failure extends ErrorData {
  readonly source: string;
  /** Shown where there are several. */
  readonly pipeline?: string | undefined;
}

/**
 * Every failure with its source, reason and remedy. Sources that failed for the same reason stand together: what to do is said
 * once, and no source is left out.
 */
export function renderFailures(failures: readonly Failure[], style: Style): string {
  const pipelines = new Set(failures.map((failure) => failure.pipeline));
  const groups = new Map<string, { readonly sources: string[]; readonly reason: string }>();
  for (const failure of failures) {
    const reason = `${describe(failure)}${arrow(failure.hint)}`;
    const group = groups.get(reason) ?? { sources: [], reason };
    const pipeline = pipelines.size > 1 ? style.dim(`  (${failure.pipeline})`) : '';
    group.sources.push(`${style.bold(cleanLine(failure.source))}${pipeline}`);
    groups.set(reason, group);
  }
  return [...groups.values()]
    .map(({ sources, reason }) => `${indent(sources.join('\n'), 2)}\n${indent(reason, 4)}\n`)
    .join('\n');
}

/** The reason on one line. The source is not said again where the message begins with it. */
export function describe(failure: Failure): string {
  const message = cleanLine(failure.message);
  const reason = withoutSource(message, failure.source);
  const causes = (failure.causes ?? []).map(cleanLine).filter((cause) => !message.includes(cause));
  return causes.length > 0 ? `${reason} (${causes.join(': ')})` : reason;
}

/** A text on one line that does not begin by saying the source, which is said beside it. */
export function withoutSource(text: string, place: string): string {
  const [message, source] = [cleanLine(text), cleanLine(place)];
  // An address without a path is asked for with one.
  const said = [`${source} `, `${source}/ `, `${source}: `].find((beginning) =>
    message.startsWith(beginning),
  );
  return message.slice(said?.length ?? 0);
}
