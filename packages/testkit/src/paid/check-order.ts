import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, type JsonValue, toJsonSchema } from '@bowerbird/core';
import { ensure, ensureEqual, show } from '../frame/ensure.ts';
import { ensureJson, reversed } from '../frame/json.ts';
import { pureAnswer } from '../frame/pure.ts';
import type { AnyPaidDefinition } from './options.ts';
import { WRITTEN_DOWN } from './states.ts';

/** The order is JSON, pure, and leaves out what is at its default. */
export async function checkOrder(definition: AnyPaidDefinition, request: JsonValue): Promise<void> {
  const order = await pureAnswer<JsonValue, JsonValue>(
    'order()',
    (each) => definition.order(each as never),
    request,
  );
  ensureJson(order, 'what order() answered', WRITTEN_DOWN);
  ensureEqual(
    definition.order(reversed(request) as never),
    order,
    'order() depends on the order of the fields of the request',
    'Name the fields that it takes from the request, and do not turn the request into a text.',
  );
  const properties = (toJsonSchema(definition.request)?.properties ?? {}) as JsonObject;
  for (const [name, schema] of Object.entries(properties)) {
    const usual = (schema as JsonObject | undefined)?.default;
    const ordered = typeof order === 'object' && order !== null ? (order as JsonObject)[name] : undefined;
    ensure(
      usual === undefined || ordered === undefined || !isDeepStrictEqual(ordered, usual),
      `the order names ${name}, which is at its default, ${show(usual)}`,
      'Leave out what is at its default: only so does a field that a later version adds buy nothing again.',
    );
  }
}
