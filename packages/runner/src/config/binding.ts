import { dirname, isAbsolute, resolve } from 'node:path';
import {
  type BowerbirdError,
  type CollectorDefinition,
  isBowerbirdError,
  type JsonObject,
  type Schema,
  type SchemaIssue,
  toJsonSchema,
} from '@bowerbird/core';
import { listFolder, withName } from '../plugins/import-module.ts';
import { bindSource, labelOf } from '../stages/bind.ts';
import type { CheckContext } from './context.ts';
import { type Chain, firstKey } from './fields.ts';
import type { Place } from './place.ts';
import { didYouMean } from './suggest.ts';
import type { Configured, Source } from './types.ts';

/** What the sources of a pipeline are bound to. */
export interface BindingContext extends CheckContext {
  readonly chain: Chain;
  readonly with: JsonObject;
  /** Where the fields of `with` stand. */
  readonly placeOfWith: Place;
}

type Bindable = Exclude<Source, { readonly kind: 'list' }>;

/** Binds a source as a run does, and reports why that fails, if it does. */
export async function checkBinding(place: Place, source: Bindable, context: BindingContext): Promise<void> {
  try {
    await bindSource(source, context.chain.links, context.with, context.base);
  } catch (error) {
    if (!isBowerbirdError(error)) {
      place.report(`a collector fails at it: ${error instanceof Error ? error.message : String(error)}`);
    } else if (error.code === 'SOURCE_NOT_FOUND' && source.kind === 'resource') {
      place.report(explainPath(source.text, resolve(context.base, source.text), error.cause));
    } else if (error.code === 'SOURCE_UNSUPPORTED') {
      if (context.chain.complete) place.report(await explainUnsupported(source, context));
    } else reportRefusal(place, source, error, await findRefusals(source, context), context);
  }
}

/** What to say of a path that cannot be read. */
export function explainPath(written: string, path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return `${JSON.stringify(written)} cannot be read (${code})`;
  const missing = `there is no file or folder ${JSON.stringify(written)}`;
  if (written.startsWith('~')) return `${missing}; "~" is not expanded here, write the whole path`;
  if (/^(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|edu|gov|info)(?:\/|$))/i.test(written)) {
    return `${missing}; did you mean "https://${written}"?`;
  }
  const address = /^(https?)\/+(.*)$/.exec(written);
  if (address) return `${missing}; did you mean "${address[1]}://${address[2]}"?`;
  const siblings = listFolder(dirname(path)).map((name) => withName(written, name));
  const looked = isAbsolute(written) ? '' : `; looked for ${path}`;
  return `${missing}${didYouMean(written, siblings) || looked}`;
}

/** A request that a collector's schema refused. */
interface Refusal {
  readonly definition: CollectorDefinition;
  readonly issues: readonly SchemaIssue[];
}

/** Binds once more, and listens to the schemas: the error tells what is wrong, but not as precisely as their issues do. */
async function findRefusals(source: Bindable, context: BindingContext): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  const observe = (link: Configured<CollectorDefinition>): Configured<CollectorDefinition> => {
    const { definition } = link;
    const standard = (definition.request as Schema<unknown>)['~standard'];
    const validate = async (value: unknown) => {
      const result = await standard.validate(value);
      if (result.issues) refusals.push({ definition, issues: result.issues });
      return result;
    };
    return { ...link, definition: { ...definition, request: { '~standard': { ...standard, validate } } } };
  };
  await bindSource(source, context.chain.links.map(observe), context.with, context.base).catch(() => []);
  return refusals;
}

function reportRefusal(
  place: Place,
  source: Bindable,
  error: BowerbirdError,
  refusals: readonly Refusal[],
  context: BindingContext,
): void {
  // An object is tried with all links: the one that finds least wrong with it was meant.
  const [refusal] = refusals.toSorted((a, b) => a.issues.length - b.issues.length);
  if (!refusal) {
    place.report(error.hint === undefined ? error.message : `${error.message}. ${error.hint}`);
    return;
  }
  if (!context.chain.complete && source.kind === 'request') return;
  const own = source.kind === 'request' ? source.request : source.fields;
  const schema = toJsonSchema(refusal.definition.request);
  const isInherited = (issue: SchemaIssue) => {
    const key = firstKey(issue) ?? '';
    return !Object.hasOwn(own, key) && Object.hasOwn(context.with, key);
  };
  place.reportIssues(
    refusal.issues.filter((issue) => !isInherited(issue)),
    own,
    schema,
  );
  context.placeOfWith.reportIssues(refusal.issues.filter(isInherited), context.with, schema);
}

async function explainUnsupported(source: Bindable, context: BindingContext): Promise<string> {
  const { chain, free, base } = context;
  const label = JSON.stringify(source.kind === 'resource' ? source.text : labelOf(source));
  if (!chain.named) {
    return [`no free collector accepts ${label}; ${describe(chain.links)}`, ...chain.doubt].join('\n');
  }
  const missing = `no collector of this pipeline accepts ${label}`;
  const others = await bindSource(source, free, {}, base).catch(() => []);
  const [other] = others;
  if (other) return `${missing}, but ${JSON.stringify(other.link.definition.name)} does; add it to "use"`;
  return `${missing}; ${describe(chain.links)}`;
}

function describe(links: Chain['links']): string {
  if (links.length === 0) return 'none is loaded';
  return links
    .map(({ definition }) => `${definition.name} is for: ${definition.summary.replace(/\.$/, '')}`)
    .join('; ');
}
