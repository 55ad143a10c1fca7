import { type AnyDefinition, BowerbirdError, findDefinitionProblem, toErrorData } from '@bowerbird/core';
import type { LoadedPlugin, PluginReference } from '../api.ts';
import { importModule } from './import-module.ts';

/**
 * Loads plugins. One that is broken hides no other: it has an `error`, which says why and what to do. A module that is named twice
 * is loaded once.
 * @param options.builtIn how many of the references, from the first, are built in
 */
export async function loadPlugins(
  references: readonly PluginReference[],
  options: { readonly builtIn: number },
): Promise<readonly LoadedPlugin[]> {
  const plugins = await Promise.all(
    references.map((reference, index) => loadPlugin(reference, index < options.builtIn)),
  );
  const isFirst = ({ location }: LoadedPlugin, index: number) =>
    location === undefined || plugins.findIndex((other) => other.location === location) === index;
  return plugins.filter(isFirst);
}

async function loadPlugin({ specifier, from }: PluginReference, builtIn: boolean): Promise<LoadedPlugin> {
  try {
    const { location, exports } = await importModule(specifier, from);
    return { specifier, location, builtIn, ...readDefinitions(exports) };
  } catch (error) {
    return { specifier, builtIn, definitions: [], error: toErrorData(error, 'PLUGIN_FAILED') };
  }
}

function readDefinitions(exports: Readonly<Record<string, unknown>>): Loaded {
  const exported = defaultExport(exports);
  if (exported === undefined) return failed(noDefault(exports));
  const claimed: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (claimed.length === 0)
    return failed(new BowerbirdError('PLUGIN_FAILED', 'its default export is an empty list', HINT));
  const definitions: AnyDefinition[] = [];
  const wrong: string[] = [];
  for (const [index, claim] of claimed.entries()) {
    const problem = findDefinitionProblem(claim);
    if (problem === undefined) definitions.push(claim as AnyDefinition);
    else wrong.push(`${nameOf(claim, Array.isArray(exported) ? index : undefined)}: ${problem}`);
  }
  if (wrong.length === 0) return { definitions };
  const error = new BowerbirdError('DEFINITION_INVALID', wrong.join('; '), { hint: hintFor(wrong) });
  // Those that are right may be all that a pipeline needs.
  return failed(error, definitions);
}

const HINT = { hint: 'Export a definition, or a list of them: export default defineCollector({ … }).' };

// The default export of CommonJS that was compiled from ESM lies one level further down.
function defaultExport(exports: Readonly<Record<string, unknown>>): unknown {
  const exported = exports.default;
  const isWrapped =
    typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported;
  return isWrapped ? exported.default : exported;
}

function noDefault(exports: Readonly<Record<string, unknown>>): BowerbirdError {
  const named = Object.keys(exports).find((name) => findDefinitionProblem(exports[name]) === undefined);
  if (named === undefined) return new BowerbirdError('PLUGIN_FAILED', 'it has no default export', HINT);
  return new BowerbirdError('PLUGIN_FAILED', `it exports ${named} by name, but has no default export`, {
    hint: `Add: export default ${named};`,
  });
}

function nameOf(claim: unknown, index: number | undefined): string {
  const name =
    typeof claim === 'object' && claim !== null && 'name' in claim ? ` (${JSON.stringify(claim.name)})` : '';
  return index === undefined
    ? `its default export${name} is no definition`
    : `number ${index + 1} of its default export${name} is no definition`;
}

function hintFor(wrong: readonly string[]): string {
  return wrong.some((reason) => reason.includes('of the contract'))
    ? 'Install a version of the plugin that is made for this version of Bowerbird.'
    : HINT.hint;
}

function failed(error: BowerbirdError, definitions: readonly AnyDefinition[] = []): Loaded {
  return { definitions, error: toErrorData(error) };
}

type Loaded = Pick<LoadedPlugin, 'definitions' | 'error'>;
