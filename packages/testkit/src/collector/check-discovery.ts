import { isAbsolute } from 'node:path';
import { type DirectCollector, type JsonValue, validate } from '@bowerbird/core';
import { ensureEnded } from '../context/ensure-ended.ts';
import { fakeContext } from '../context/fake-context.ts';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { ensureJson, throughJson } from '../frame/json.ts';
import { inAnotherWorld } from '../frame/world.ts';
import { answerOf, ask, call, withInstance } from './calls.ts';
import type { OpenCase } from './cases.ts';
import type { AnyDirectDefinition } from './options.ts';

type Instance = DirectCollector<JsonValue>;

/** What a case expands into, each item checked, and the same whenever it is asked. */
export async function checkDiscovery(
  definition: AnyDirectDefinition,
  options: unknown,
  open: OpenCase,
): Promise<void> {
  const items = await discover(definition, options, open);
  for (const item of items) await checkItem(definition, item);
  ensureOnce(items);
  const remedy =
    'Let it depend on the request and on what the context brings, and on nothing else; sort what has no order of its own.';
  ensureEqual(
    await discover(definition, options, open),
    items,
    'discover() yields other items at the second call',
    remedy,
  );
  const later = await inAnotherWorld(() => discover(definition, options, open));
  ensureEqual(later, items, 'discover() yields other items at another time', remedy);
  if (items.length > 0) await checkBreak(definition, options, open);
}

function ensureOnce(items: readonly unknown[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    const key = JSON.stringify(item);
    ensure(
      !seen.has(key),
      `discover() yields ${key} twice`,
      'Yield each once: remember what was yielded, by what names it.',
    );
    seen.add(key);
  }
}

async function discover(
  definition: AnyDirectDefinition,
  options: unknown,
  { request, given }: OpenCase,
): Promise<readonly unknown[]> {
  return withInstance<Instance, readonly unknown[]>(definition, options, async (instance) => {
    const fake = fakeContext({ fetch: given.fetch });
    const outcome = await call('discover()', fake, ask(instance, 'discover', request));
    await ensureEnded(fake, 'discover()');
    return answerOf(outcome);
  });
}

/** The runner takes no more items than it needs. */
async function checkBreak(
  definition: AnyDirectDefinition,
  options: unknown,
  { request, given }: OpenCase,
): Promise<void> {
  const doing = 'discover(), left after its first item,';
  await withInstance<Instance, void>(definition, options, async (instance) => {
    const fake = fakeContext({ fetch: given.fetch });
    const outcome = await call(doing, fake, async (context) => {
      for await (const _ of instance.discover?.(structuredClone(request), context) ?? []) break;
    });
    answerOf(outcome);
    await ensureEnded(fake, doing);
  });
}

async function checkItem(definition: AnyDirectDefinition, item: unknown): Promise<void> {
  ensureJson(item, 'what discover() yields', 'Yield requests as the schema reads them, or { source, with }.');
  if (isHandover(item)) {
    const { source } = item;
    ensure(
      typeof source === 'string' && (isAbsolute(source) || URL.canParse(source)),
      `discover() hands over ${show(source)}, which is no URL and no absolute path`,
      'Make it absolute: new URL(link, page).href, or resolve(folder, name).',
    );
    return;
  }
  const read = await validate(definition.request, item, `what discover() yields, ${show(item)},`);
  ensureEqual(
    throughJson(read),
    throughJson(item),
    'discover() yields a request that its schema reads as another one',
    'Yield requests with all of their fields, as the schema gives them.',
  );
}

function isHandover(item: unknown): item is { readonly source: unknown } {
  if (typeof item !== 'object' || item === null || !('source' in item)) return false;
  return Object.keys(item).every((name) => name === 'source' || name === 'with');
}
