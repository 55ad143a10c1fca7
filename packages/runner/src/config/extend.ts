import { dirname, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isBowerbirdError } from '@bowerbird/core';
import type { PluginReference } from '../api.ts';
import { resolveModule, toLocation } from '../plugins/import-module.ts';
import { received } from './issues.ts';
import { type Item, isObject, type Place, readList } from './place.ts';
import { readConfigFile } from './read-file.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A configuration with everything that it builds on. */
export interface Merged {
  /** Without `extends` and `plugins`. */
  readonly config: Fields;
  readonly plugins: readonly PluginReference[];
}

/**
 * A configuration merged with the files and packages that its `extends` names: objects deeply, lists replaced, plugins added. Each
 * name is resolved against the file that names it; what is wrong is reported at its place.
 * @param file absolute path of the file that holds it
 */
export function extendConfig(file: string, value: Fields, place: Place): Promise<Merged> {
  return merge(file, value, place, [file]);
}

async function merge(file: string, value: Fields, place: Place, chain: readonly string[]): Promise<Merged> {
  const { extends: bases, plugins, ...config } = value;
  const parts: Merged[] = [];
  for (const base of readBases(place.at('extends'), bases)) {
    if (!isName(base, 'a file or a package')) continue;
    const part = await loadBase(base, file, chain);
    if (part) parts.push(part);
  }
  parts.push({ config, plugins: readPlugins(place.at('plugins'), plugins, file) });
  return {
    config: parts.map((part) => part.config).reduce(mergeFields),
    plugins: withoutRepeats(parts.flatMap((part) => part.plugins)),
  };
}

/** The plugins that a file names. */
export function readPlugins(place: Place, value: unknown, file: string): readonly PluginReference[] {
  if (value === undefined || value === null) return [];
  const from = pathToFileURL(file).href;
  return readList(place, value, '["bowerbird-plugin-podcast"]').flatMap((item) =>
    isName(item, 'a package or a path') ? [{ specifier: item.value, from }] : [],
  );
}

function readBases(place: Place, value: unknown): readonly Item[] {
  if (value === undefined || value === null) return [];
  return typeof value === 'string' ? [{ place, value }] : readList(place, value, '["./base.yaml"]');
}

function isName(item: Item, expected: string): item is Item & { readonly value: string } {
  if (typeof item.value === 'string' && item.value !== '') return true;
  item.place.report(`expected ${expected}, ${received(item.value)}`);
  return false;
}

async function loadBase(
  { place, value: name }: Item & { readonly value: string },
  file: string,
  chain: readonly string[],
): Promise<Merged | undefined> {
  let base = name;
  try {
    base = toLocation(resolveModule(name, pathToFileURL(file).href));
    if (!chain.includes(base)) return await merge(base, await readConfigFile(base), place, [...chain, base]);
    const circle = [...chain.slice(chain.indexOf(base)), base].map((one) => relative(dirname(file), one));
    place.report(`it builds on itself: ${circle.join(' → ')}`);
  } catch (error) {
    if (!isBowerbirdError(error)) throw error;
    const reason =
      error.code === 'CONFIG_INVALID' ? `${base} cannot be used: ${error.message}` : error.message;
    place.report(error.hint === undefined ? reason : `${reason}. ${error.hint}`);
  }
  return undefined;
}

function mergeFields(base: Fields, own: Fields): Fields {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(own)) {
    const before = merged.get(key);
    const both = isObject(before) && isObject(value) && !isChoice(before) && !isChoice(value);
    merged.set(key, both ? mergeFields(before, value) : value);
  }
  return Object.fromEntries(merged);
}

// `{ use: sqlite, options }` names a thing: the options of another one must not mix with its own.
function isChoice(value: Fields): boolean {
  return typeof value.use === 'string' || typeof value.keyv === 'string';
}

function withoutRepeats(plugins: readonly PluginReference[]): readonly PluginReference[] {
  return [...new Map(plugins.map((plugin) => [`${plugin.from}\n${plugin.specifier}`, plugin])).values()];
}
