import type { AnyDefinition, CollectorDefinition, Kind, Problem } from '@bowerbird/core';
import type { LoadedPlugin } from '../api.ts';
import { closest, thereAre } from '../config/suggest.ts';

/** The definition of a kind. */
export type DefinitionOf<K extends Kind> = Extract<AnyDefinition, { readonly kind: K }>;

interface Entry {
  readonly definition: AnyDefinition;
  /** `undefined`: the definition was given to `createRunner`. */
  readonly plugin: LoadedPlugin | undefined;
}

/**
 * Everything that is loaded, by kind and name. A definition that was given to `createRunner` comes before one of the same name
 * that was loaded: whoever gives one means it. Two loaded ones of the same kind and name are a problem; the first one stays.
 */
export class Registry {
  /** Names that two plugins fight for. */
  readonly problems: readonly Problem[];
  readonly #entries = new Map<string, Entry>();
  readonly #plugins: readonly LoadedPlugin[];

  constructor(plugins: readonly LoadedPlugin[], given: readonly AnyDefinition[] = []) {
    this.#plugins = plugins;
    for (const definition of given) this.#add({ definition, plugin: undefined });
    this.problems = plugins.flatMap((plugin) =>
      plugin.definitions.flatMap((definition) => this.#add({ definition, plugin })),
    );
  }

  /** All collectors, in the order in which they were loaded. */
  collectors(): readonly CollectorDefinition[] {
    return this.all('collector');
  }

  all<K extends Kind>(kind: K): readonly DefinitionOf<K>[] {
    return this.#entriesOf(kind).map((entry) => entry.definition as DefinitionOf<K>);
  }

  find<K extends Kind>(kind: K, name: string): DefinitionOf<K> | undefined {
    return this.#entries.get(keyOf(kind, name))?.definition as DefinitionOf<K> | undefined;
  }

  /** What to say of a name that `find` does not find: what was probably meant, and which broken plugin may have it. */
  explainMissing(kind: Kind, name: string): string {
    const word = kindWord(kind);
    const same = this.#entriesOf(kind);
    const names = same.map(({ definition }) => definition.name);
    const other = [...this.#entries.values()].find(({ definition }) => definition.name === name);
    if (other) return `${JSON.stringify(name)} is a ${kindWord(other.definition.kind)} and no ${word}`;
    const broken = this.explainBroken('it');
    const meant = same[names.indexOf(closest(name, names) ?? '')];
    const hint = meant
      ? `did you mean ${JSON.stringify(meant.definition.name)}${originOf(meant)}?`
      : thereAre(names);
    const missing = `no ${word} is called ${JSON.stringify(name)}`;
    if (broken.length === 0 || meant) return [`${missing}; ${hint}`, ...broken].join('\n');
    return [missing, ...broken].join('\n');
  }

  /** A line for each plugin that cannot be used. `what` it may have. */
  explainBroken(what: string): readonly string[] {
    return this.#plugins.flatMap(({ specifier, error }) => {
      if (!error) return [];
      const remedy = error.hint === undefined ? '' : `. ${error.hint}`;
      return [`the plugin ${specifier} may have ${what}, but cannot be used: ${error.message}${remedy}`];
    });
  }

  #entriesOf(kind: Kind): readonly Entry[] {
    return [...this.#entries.values()].filter(({ definition }) => definition.kind === kind);
  }

  #add(entry: Entry): readonly Problem[] {
    const { definition, plugin } = entry;
    const key = keyOf(definition.kind, definition.name);
    const there = this.#entries.get(key);
    if (!there) this.#entries.set(key, entry);
    if (!there?.plugin || !plugin || there.definition === definition) return [];
    return [{ path: 'plugins', message: explainClash(definition, there.plugin, plugin) }];
  }
}

/** The registry of what was loaded and what was given to `createRunner`. */
export function createRegistry(
  plugins: readonly LoadedPlugin[],
  given: readonly AnyDefinition[] = [],
): Registry {
  return new Registry(plugins, given);
}

const WORDS: Readonly<Record<Kind, string>> = {
  collector: 'collector',
  'cache-adapter': 'cache store',
  'key-generator': 'key generator',
  transform: 'transform',
  sink: 'sink',
};

/** How a kind is called in messages. */
export function kindWord(kind: Kind): string {
  return WORDS[kind];
}

function keyOf(kind: Kind, name: string): string {
  return `${kind}\n${name}`;
}

function explainClash({ kind, name }: AnyDefinition, first: LoadedPlugin, second: LoadedPlugin): string {
  const what = `${kindWord(kind)} ${JSON.stringify(name)}`;
  if (first === second) return `${label(first)} has the ${what} twice; one of them needs another name`;
  if (first.builtIn && !second.builtIn) {
    return `the ${what} of ${label(second)} has the name of a built-in one (from ${label(first)}); give it another name`;
  }
  return `both ${label(first)} and ${label(second)} have a ${what}; take one of them out`;
}

function originOf({ plugin }: Entry): string {
  return plugin ? ` (from ${plugin.specifier})` : '';
}

function label(plugin: LoadedPlugin): string {
  return plugin.location !== undefined && plugin.builtIn === false && !plugin.specifier.startsWith('.')
    ? `${plugin.specifier} (${plugin.location})`
    : plugin.specifier;
}
