import { BowerbirdError, ConfigError, type Problem } from '@bowerbird/core';
import { closest } from '../config/suggest.ts';
import type { CheckedConfig, Pipeline } from '../config/types.ts';

/**
 * The pipelines that are asked for; all of them if none is named.
 * @throws {ConfigError} with everything that stops them; {BowerbirdError} `PIPELINE_NOT_FOUND`
 */
export function askedPipelines(
  { file, pipelines, problems }: CheckedConfig,
  names?: readonly string[],
): readonly Pipeline[] {
  // One that is broken is known by its problems alone.
  const known = new Set([
    ...pipelines.map(({ name }) => name),
    ...problems.flatMap(({ pipeline }) => pipeline ?? []),
  ]);
  const unknown = names?.find((name) => !known.has(name));
  if (unknown !== undefined) throw noPipeline(unknown, [...known]);
  const stopping = problems.filter(
    ({ pipeline }) => pipeline === undefined || (names?.includes(pipeline) ?? true),
  );
  if (stopping.length > 0) throw stoppedBy(stopping, file);
  return names === undefined ? pipelines : pipelines.filter(({ name }) => names.includes(name));
}

/** The error that tells what stops a run. */
export function stoppedBy(problems: readonly Problem[], file: string | undefined): ConfigError {
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  return new ConfigError(`${file ?? 'the configuration'} has ${count}`, problems);
}

function noPipeline(name: string, known: readonly string[]): BowerbirdError {
  const meant = closest(name, known);
  const suggestion = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
  return new BowerbirdError(
    'PIPELINE_NOT_FOUND',
    `no pipeline is called ${JSON.stringify(name)}${suggestion}`,
    {
      hint: `The pipelines are: ${known.join(', ') || 'none'}`,
    },
  );
}
