import type { CollectorDefinition, JsonObject, SchemaIssue } from '@bowerbird/core';
import { requestFields } from '../stages/bind.ts';
import type { Place } from './place.ts';
import { unknownField } from './suggest.ts';
import type { Configured } from './types.ts';

/** The fallback chain of a pipeline, as far as it could be read. */
export interface Chain {
  readonly links: readonly Configured<CollectorDefinition>[];
  /** Whether every name in it was found: if not, nobody can say what the missing one accepts. */
  readonly complete: boolean;
  /** Whether the pipeline names it; if not, these are all free collectors. */
  readonly named: boolean;
  /** What to add where nothing in it fits: plugins that may have had something, but cannot be used. */
  readonly doubt: readonly string[];
}

/**
 * Checks fields of requests before anything is bound: each must be known to a link, and right for one that knows it. What is wrong is
 * reported at the field.
 */
export async function checkFields(place: Place, fields: JsonObject, chain: Chain): Promise<void> {
  const names = Object.keys(fields);
  if (names.length === 0 || chain.links.length === 0) return;
  const known = chain.links.map(({ definition }) => fieldsOf(definition));
  const issues = await Promise.all(chain.links.map(({ definition }) => fieldIssues(definition, fields)));
  for (const name of names) {
    const knowing = issues.filter((_, index) => known[index]?.includes(name) ?? true);
    if (knowing.length === 0) {
      if (chain.complete) place.at(name).report([explainUnknown(name, known), ...chain.doubt].join('\n'));
      continue;
    }
    const wrong = knowing.map((all) => all.filter((issue) => firstKey(issue) === name));
    const [first] = wrong;
    if (first && wrong.every((some) => some.length > 0)) place.reportIssues(first, fields);
  }
}

// A library may fail at making a JSON Schema.
function fieldsOf(definition: CollectorDefinition): readonly string[] | undefined {
  try {
    return requestFields(definition);
  } catch {
    return undefined;
  }
}

/** The first key of an issue's path. */
export function firstKey(issue: SchemaIssue): string | undefined {
  const [part] = issue.path ?? [];
  return part === undefined ? undefined : String(typeof part === 'object' ? part.key : part);
}

// The fields alone make no request. What depends on others (a rule of the author's own may) is found when a source is there.
async function fieldIssues(
  definition: CollectorDefinition,
  fields: JsonObject,
): Promise<readonly SchemaIssue[]> {
  try {
    const { issues = [] } = await definition.request['~standard'].validate(fields);
    return issues.filter((issue) => !('code' in issue && issue.code === 'custom'));
  } catch {
    return [];
  }
}

function explainUnknown(name: string, known: readonly (readonly string[] | undefined)[]): string {
  const fields = [...new Set(known.flatMap((names) => names ?? []))];
  return unknownField(name, fields, 'no collector used here has such a field');
}
