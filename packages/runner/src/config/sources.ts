import { constants } from 'node:fs';
import { access, glob, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { JsonObject, Problem } from '@bowerbird/core';
import pLimit from 'p-limit';
import { isGlob } from '../stages/bind.ts';
import { type BindingContext, checkBinding, explainPath } from './binding.ts';
import { checkFields } from './fields.ts';
import { received } from './issues.ts';
import { type Item, isObject, Place } from './place.ts';
import type { Source } from './types.ts';

// Each looks at a file.
const AT_ONCE = 16;
// A folder may hold a file or two of another kind; a pattern of which nothing can be collected is a mistake.
const MATCHES_TRIED = 50;

/** The sources of a pipeline. What is wrong with one is reported at its place. */
export async function readSources(
  items: readonly Item[],
  context: BindingContext,
): Promise<readonly Source[]> {
  const checked = await pLimit(AT_ONCE).map(items, async ({ place, value }) => {
    const own = new Place([], place.path, place.pipeline);
    const source = readSource(own, value);
    if (source) await checkSource(own, source, context);
    return { source, problems: own.problems };
  });
  const [first] = items;
  for (const { problems } of checked) first?.place.problems.push(...problems);
  return checked.flatMap(({ source }) => (source ? [source] : []));
}

const EXPECTED =
  'a URL, a path, a glob, { source: … }, { list: FILE } or an object with the fields of a request';

function readSource(place: Place, value: unknown): Source | undefined {
  if (typeof value === 'string' && value.trim() !== '') return { kind: 'resource', text: value, fields: {} };
  if (!isObject(value)) {
    place.report(`expected ${EXPECTED}, ${received(value)}`);
    return undefined;
  }
  const { source, list, ...fields } = value as JsonObject;
  if ('source' in value && 'list' in value) {
    place.report('expected "source" or "list", and it has both');
    return undefined;
  }
  if ('source' in value)
    return isText(place.at('source'), source) ? { kind: 'resource', text: source, fields } : undefined;
  if ('list' in value)
    return isText(place.at('list'), list) ? { kind: 'list', file: list, fields } : undefined;
  return { kind: 'request', request: fields };
}

function isText(place: Place, value: unknown): value is string {
  if (typeof value === 'string' && value.trim() !== '') return true;
  if (value !== undefined) place.report(`expected a text, ${received(value)}`);
  return false;
}

async function checkSource(place: Place, source: Source, context: BindingContext): Promise<void> {
  const fields = source.kind === 'request' ? source.request : source.fields;
  await checkFields(place, fields, context.chain);
  if (source.kind === 'list') return checkList(place.at('list'), source.file, context.base);
  if (place.problems.length > 0 && source.kind === 'request') return;
  if (source.kind === 'resource' && isGlob(source.text, context.base))
    return checkGlob(place, source, context);
  return checkBinding(place, source, context);
}

async function checkList(place: Place, file: string, base: string): Promise<void> {
  const path = resolve(base, file);
  try {
    if (!(await stat(path)).isFile())
      place.report(`expected a file with one source a line, and ${JSON.stringify(file)} is a folder`);
    else await access(path, constants.R_OK);
  } catch (error) {
    place.report(explainPath(file, path, error));
  }
}

async function checkGlob(place: Place, source: Resource, context: BindingContext): Promise<void> {
  let tried = 0;
  let first: readonly Problem[] | undefined;
  for await (const text of glob(source.text, { cwd: context.base })) {
    const match = new Place([], place.path, place.pipeline);
    await checkBinding(match, { ...source, text }, context);
    if (match.problems.length === 0) return;
    first ??= match.problems;
    if (++tried === MATCHES_TRIED) break;
  }
  if (first) place.problems.push(...first);
  else place.report(`no file matches ${JSON.stringify(source.text)}; patterns start at ${context.base}`);
}

type Resource = Extract<Source, { readonly kind: 'resource' }>;
