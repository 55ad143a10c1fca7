import { isAbsolute } from 'node:path';
import {
  type CollectContext,
  type CollectorInstance,
  type DirectDefinition,
  findNotJson,
  type JsonValue,
  validate,
} from '@bowerbird/core';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { inAnotherWorld } from '../frame/world.ts';
import { answerOf, call, ensureEnded, withInstance } from './calls.ts';
import type { OpenCase } from './cases.ts';

// What yields for ever must be found out, and a long playlist must not.
const MOST_ITEMS = 100_000;

type Definition = Pick<DirectDefinition<never, never>, 'request'> & Parameters<typeof withInstance>[0];

/** What a case expands into, each item checked, and the same whenever it is asked. */
export async function checkDiscovery(
  definition: Definition,
  options: unknown,
  given: OpenCase,
): Promise<void> {
  const items = await discover(definition, options, given);
  for (const item of items) await checkItem(definition, item);
  const keys = items.map((item) => JSON.stringify(item));
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  ensure(
    twice === undefined,
    `discover() yields ${twice} twice`,
    'Yield each once: remember what was yielded, by what names it.',
  );
  const remedy =
    'Let it depend on the request and on what the context brings, and on nothing else; sort what has no order of its own.';
  ensureEqual(
    await discover(definition, options, given),
    items,
    'discover() yields other items at the second call',
    remedy,
  );
  const later = await inAnotherWorld(() => discover(definition, options, given));
  ensureEqual(later, items, 'discover() yields other items at another time', remedy);
  if (items.length > 0) await checkBreak(definition, options, given);
}

async function discover(
  definition: Definition,
  options: unknown,
  { request, given }: OpenCase,
): Promise<readonly unknown[]> {
  return withInstance<CollectorInstance<JsonValue>, readonly unknown[]>(
    definition,
    options,
    async (instance) => {
      const called = await call('discover()', { fetch: given.fetch }, (context) =>
        itemsOf(instance, request, context),
      );
      await ensureEnded(called, 'discover()');
      return answerOf(called);
    },
  );
}

/** All that an instance discovers. */
export async function itemsOf(
  instance: CollectorInstance<JsonValue>,
  request: JsonValue,
  context: CollectContext,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for await (const item of instance.discover?.(structuredClone(request), context) ?? []) {
    items.push(item);
    ensure(
      items.length <= MOST_ITEMS,
      `discover() has yielded ${MOST_ITEMS} items and goes on`,
      'Make it end.',
    );
  }
  return items;
}

/** The runner takes no more items than it needs. */
async function checkBreak(
  definition: Definition,
  options: unknown,
  { request, given }: OpenCase,
): Promise<void> {
  await withInstance<CollectorInstance<JsonValue>, void>(definition, options, async (instance) => {
    const called = await call(
      'discover(), left after its first item,',
      { fetch: given.fetch },
      async (context) => {
        for await (const _ of instance.discover?.(structuredClone(request), context) ?? []) break;
      },
    );
    answerOf(called);
    await ensureEnded(called, 'discover()');
  });
}

async function checkItem(definition: Definition, item: unknown): Promise<void> {
  const lost = findNotJson(item);
  ensure(
    !lost,
    `discover() yields what is no JSON: ${lost}`,
    'Yield requests as the schema reads them, or { source, with }.',
  );
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
    JSON.parse(JSON.stringify(read)),
    JSON.parse(JSON.stringify(item)),
    'discover() yields a request that its schema reads as another one',
    'Yield requests with all of their fields, as the schema gives them.',
  );
}

function isHandover(item: unknown): item is { readonly source: unknown } {
  if (typeof item !== 'object' || item === null || !('source' in item)) return false;
  return Object.keys(item).every((name) => name === 'source' || name === 'with');
}
