import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError, isBowerbirdError, type Problem } from '@bowerbird/core';
import { cosmiconfig } from 'cosmiconfig';
import type { PluginReference } from '../api.ts';
import { listFolder } from '../plugins/import-module.ts';
import { extendConfig, readPlugins } from './extend.ts';
import { isObject, Place } from './place.ts';
import { PACKAGE_KEY, readConfigFile } from './read-file.ts';
import { didYouMean } from './suggest.ts';
import type { LoadedConfig } from './types.ts';

/** Where a configuration is looked for in a folder; the first one that is there is taken. */
export const CONFIG_PLACES: readonly string[] = [
  '.bowerbirdrc',
  ...['yaml', 'yml', 'json', 'js', 'mjs', 'ts', 'mts'].map((ending) => `.bowerbirdrc.${ending}`),
  ...['js', 'mjs', 'ts', 'mts'].map((ending) => `bowerbird.config.${ending}`),
  'package.json',
];

/**
 * Reads the configuration: `file` if it is given, else the first of `CONFIG_PLACES` in `cwd` or in a folder above it, up to the
 * first that has a package.json (the strategy `project` of cosmiconfig). Reads what it extends, and the `.env` beside it.
 * @throws {ConfigError} `CONFIG_NOT_FOUND`, or `CONFIG_INVALID` if the file cannot be read: then `problems` is empty, and the message
 * names file, line, column and reason
 */
export async function loadConfig(options: {
  readonly cwd: string;
  readonly file?: string | undefined;
}): Promise<LoadedConfig> {
  const { cwd } = options;
  const file = options.file === undefined ? await findConfig(cwd) : resolve(cwd, options.file);
  const value = await readNamed(file, cwd);
  const problems: Problem[] = [];
  const merged = await extendConfig(file, value, new Place(problems));
  return { file, base: dirname(file), ...merged, problems, env: await readEnv(dirname(file), problems) };
}

/** A configuration that is given as an object. Its paths start at `base`; `extends` and `.env` belong to files. */
export function inlineConfig(options: {
  readonly base: string;
  readonly config?: object | undefined;
  readonly plugins?: readonly PluginReference[] | undefined;
}): LoadedConfig {
  const problems: Problem[] = [];
  const place = new Place(problems);
  const base = resolve(options.base);
  const { extends: bases, plugins, ...config } = (options.config ?? {}) as Readonly<Record<string, unknown>>;
  if (bases !== undefined)
    place.at('extends').report('a configuration that is given as an object extends nothing');
  const named = readPlugins(place.at('plugins'), plugins, join(base, 'inline'));
  return {
    file: undefined,
    base,
    config,
    plugins: [...(options.plugins ?? []), ...named],
    problems,
    env: {},
  };
}

async function findConfig(cwd: string): Promise<string> {
  // Finds, and does not load: of a file that fails to load for want of another one cosmiconfig says that it is not there.
  const isThere = () => ({});
  const loaders = Object.fromEntries(
    ['noExt', '.yaml', '.yml', '.js', '.mjs', '.ts', '.mts'].map((ending) => [ending, isThere]),
  );
  const explorer = cosmiconfig('bowerbird', {
    searchPlaces: [...CONFIG_PLACES],
    searchStrategy: 'project',
    packageProp: PACKAGE_KEY,
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders: { ...loaders, '.json': findInJson },
  });
  const found = await explorer.search(cwd);
  if (found) return found.filepath;
  throw new ConfigError(
    `there is no configuration in ${cwd} or in a folder above it; looked for ${CONFIG_PLACES.join(', ')} (key "${PACKAGE_KEY}")`,
    [],
    { code: 'CONFIG_NOT_FOUND', hint: 'Run `bowerbird init` to write one, or name one with --config FILE.' },
  );
}

function findInJson(file: string, text: string): unknown {
  if (basename(file) !== 'package.json') return {};
  try {
    const manifest: unknown = JSON.parse(text);
    return isObject(manifest) ? manifest : {};
  } catch {
    // A broken one is worth an error only if it is about us.
    return text.includes(`"${PACKAGE_KEY}"`) ? { [PACKAGE_KEY]: {} } : {};
  }
}

async function readNamed(file: string, cwd: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await readConfigFile(file);
  } catch (error) {
    if (isBowerbirdError(error)) {
      const { message, hint, cause } = error;
      throw new ConfigError(`${nameOf(file, cwd)} cannot be used: ${message}`, [], { hint, cause });
    }
    const meant = didYouMean(basename(file), listFolder(dirname(file)));
    throw new ConfigError(`there is no file ${file}${meant}`, [], {
      code: 'CONFIG_NOT_FOUND',
      hint: 'Check the path after --config, or run `bowerbird init` to write a configuration.',
      cause: error,
    });
  }
}

function nameOf(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

async function readEnv(folder: string, problems: Problem[]): Promise<Readonly<Record<string, string>>> {
  try {
    return parseEnv(await readFile(join(folder, '.env'), 'utf8')) as Record<string, string>;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A folder of this name is a Python environment.
    if (code !== 'ENOENT' && code !== 'EISDIR')
      problems.push({ path: '.env', message: `cannot be read (${code})` });
    return {};
  }
}
