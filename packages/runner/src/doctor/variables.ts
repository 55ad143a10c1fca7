import { join } from 'node:path';
import { toJson } from '../config/json-only.ts';
import { REFERENCE } from '../config/options.ts';
import { isObject, Place } from '../config/place.ts';
import type { LoadedConfig } from '../config/types.ts';
import type { Check } from './types.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that the options in an rc file refer to: whether each is set, and where it is needed. Their values are not told. */
export function examineVariables(loaded: LoadedConfig, env: Environment): readonly Check[] {
  const places = new Map<string, string[]>();
  // What stands elsewhere than in options is left out there.
  collect(toJson(loaded.config, []), new Place([]), places);
  return [...places].map(([name, paths]) => {
    const needed = `needed by ${paths.join(', ')}`;
    const [from, value] = sourceOf(name, loaded, env);
    if (value) return { name: `variable ${name}`, status: 'ok', message: `set in ${from}, ${needed}` };
    return {
      name: `variable ${name}`,
      status: 'problem',
      message: `${value === undefined ? 'not set' : `empty in ${from}`}, ${needed}`,
      hint: `Set it in the environment, or write ${name}=… into ${join(loaded.base, '.env')}.`,
    };
  });
}

/** As the configuration is checked: the environment goes before the file. */
function sourceOf(name: string, loaded: LoadedConfig, env: Environment): [string, string | undefined] {
  const value = env[name];
  return value === undefined ? ['.env', loaded.env[name]] : ['the environment', value];
}

function collect(value: unknown, place: Place, places: Map<string, string[]>): void {
  if (typeof value === 'string') {
    for (const [, name = ''] of value.matchAll(REFERENCE)) {
      const paths = places.get(name) ?? [];
      if (!paths.includes(place.path)) places.set(name, [...paths, place.path]);
    }
  } else if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      collect(item, place.at(index), places);
    });
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, place.at(key), places);
  }
}
