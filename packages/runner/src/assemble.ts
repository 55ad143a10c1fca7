import { definitions as cacheDefinitions } from '@bowerbird/cache';
import type { LoadedPlugin, RunnerOptions } from './api.ts';
import { checkConfig } from './config/check.ts';
import type { CheckedConfig, LoadedConfig } from './config/types.ts';
import { loadPlugins } from './plugins/load.ts';
import { createRegistry, type Registry } from './plugins/registry.ts';

/** A configuration with everything that it names. */
export interface Assembled {
  readonly config: CheckedConfig;
  readonly plugins: readonly LoadedPlugin[];
  readonly registry: Registry;
}

/** Loads the plugins of a configuration and checks all of it. What is wrong is in it, and thrown by nobody. */
export async function assemble(
  loaded: LoadedConfig,
  options: Pick<RunnerOptions, 'plugins' | 'definitions' | 'env'>,
): Promise<Assembled> {
  const builtIn = options.plugins ?? [];
  const named = await loadPlugins([...builtIn, ...loaded.plugins], { builtIn: builtIn.length });
  const plugins = [...named, { specifier: '@bowerbird/cache', builtIn: true, definitions: cacheDefinitions }];
  const registry = createRegistry(plugins, options.definitions);
  const config = await checkConfig(loaded, registry, options.env ?? process.env);
  return { config, plugins, registry };
}
