import { isBowerbirdError, toErrorData } from '@bowerbird/core';
import type { LoadedPlugin } from '../api.ts';
import { type Assembled, assemble } from '../assemble.ts';
import { inlineConfig, loadConfig } from '../config/load.ts';
import { formatProblems } from '../config/problems.ts';
import type { CheckedConfig, LoadedConfig } from '../config/types.ts';
import { examine, type Finding, type Limits, type Probe } from './examine.ts';
import type { Check, DoctorOptions } from './types.ts';

/** A configuration to look further with: the one of the rc file, or an empty one where that cannot be read. */
export interface Configuration {
  readonly loaded: LoadedConfig;
  readonly config: CheckedConfig;
  readonly checks: readonly Check[];
}

/** Reads the rc file, whatever is in it, and says what is wrong with it. */
export async function readConfiguration(options: DoctorOptions, limits: Limits): Promise<Configuration> {
  let loaded: LoadedConfig | undefined;
  let assembled: Assembled | undefined;
  const probe: Probe = {
    name: 'rc file',
    hint: 'It, or a plugin that it names, waits for something that does not come: mend it, or take the plugin out.',
    look: async () => {
      try {
        loaded = await loadConfig(options);
        assembled = await assemble(loaded, options);
        return describeConfig(assembled.config);
      } catch (error) {
        return explain(error, options);
      }
    },
  };
  const check = await examine(probe, limits);
  const nothing = inlineConfig({ base: options.cwd });
  const { config, plugins } = assembled ?? (await assemble(nothing, options));
  return { loaded: loaded ?? nothing, config, checks: [check, ...examinePlugins(plugins)] };
}

function describeConfig({ file, problems, pipelines }: CheckedConfig): Finding {
  if (problems.length === 0) {
    const count = pipelines.length === 1 ? '1 pipeline' : `${pipelines.length} pipelines`;
    return { status: 'ok', message: `${file}, with ${count}` };
  }
  const [message = '', ...lines] = formatProblems(file, problems).split('\n');
  const details = lines.filter((line) => line !== '').map((line) => line.replace(/^ {2}/, ''));
  return { status: 'problem', message, details };
}

/** Not to have one is no fault, unless one was named. */
function explain(error: unknown, { file }: DoctorOptions): Finding {
  if (file === undefined && isBowerbirdError(error) && error.code === 'CONFIG_NOT_FOUND') {
    return {
      status: 'info',
      message: 'there is none here or in a folder above; `bowerbird init` writes one',
    };
  }
  // Without what led to it: a parser shows the lines of the file, and one may hold a key.
  const { message, hint } = toErrorData(error, 'CONFIG_INVALID');
  return { status: 'problem', message, ...(hint !== undefined && { hint }) };
}

/** The plugins beside the built-in ones, and any that cannot be loaded. */
function examinePlugins(plugins: readonly LoadedPlugin[]): readonly Check[] {
  const broken = plugins.flatMap(({ specifier, error }) => (error ? [{ specifier, ...error }] : []));
  if (broken.length > 0) {
    return broken.map(({ specifier, message, hint }) => ({
      name: `plugin ${specifier}`,
      status: 'problem',
      message,
      ...(hint !== undefined && { hint }),
    }));
  }
  const added = plugins.filter(({ builtIn }) => !builtIn).map(({ specifier }) => specifier);
  return added.length === 0 ? [] : [{ name: 'plugins', status: 'ok', message: added.join(', ') }];
}
