import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonValue, OperationState, PaidDefinition, PurchaseContext } from '@bowerbird/core';
import { validate } from '@bowerbird/core';
import { fakeContext } from '@bowerbird/testkit';
import { afterAll } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'bowerbird-desk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const HOME = { base: folder, state: join(folder, 'state') };

/** No further than to the stand-ins: what lies elsewhere cannot be reached. */
export const loopback: typeof globalThis.fetch = async (input, init) => {
  const { hostname } = new URL(input instanceof Request ? input.url : String(input));
  if (hostname !== '127.0.0.1') throw new TypeError(`${hostname} is not reached by tests`);
  return globalThis.fetch(input, init);
};

/** A collector over a stand-in, with a context for its calls. */
export async function open<Request, Options, Order extends JsonValue>(
  definition: PaidDefinition<Request, Options, Order>,
  standIn: { readonly key: string; readonly url: string },
  options: object = {},
) {
  const given = { apiKey: standIn.key, baseUrl: standIn.url, ...options };
  const read = definition.options ? await validate(definition.options, given, 'options') : undefined;
  const collector = await definition.create(read as Options, HOME);
  // Of its own for each call, as from a runner.
  const context = (): PurchaseContext => fakeContext({ fetch: loopback }).context;
  return { collector, context };
}

/** The request as the schema reads it and `discover` completes it. */
export async function requestOf<Request, Options, Order extends JsonValue>(
  definition: PaidDefinition<Request, Options, Order>,
  { collector, context }: Awaited<ReturnType<typeof open<Request, Options, Order>>>,
  asked: object,
): Promise<Request> {
  const request = await validate(definition.request, asked, 'request');
  for await (const found of collector.discover?.(request, context()) ?? [])
    return validate(definition.request, found, 'what was discovered');
  return request;
}

/** From discovery to documents. */
export async function buy<Request, Options, Order extends JsonValue>(
  definition: PaidDefinition<Request, Options, Order>,
  opened: Awaited<ReturnType<typeof open<Request, Options, Order>>>,
  asked: object,
) {
  const { collector, context } = opened;
  const request = await requestOf(definition, opened, asked);
  const order = definition.order(request);
  const price = await collector.price(request, context());
  const prepared = (await collector.prepare?.(request, context())) ?? null;
  let state: OperationState = await collector.start(order, prepared, context());
  const states = [state];
  while (state.state === 'pending' && collector.poll) {
    state = await collector.poll(state.operation, context());
    states.push(state);
  }
  if (state.state !== 'done') throw new Error(JSON.stringify(state));
  const documents = await collector.read(state.answer, request, context());
  return { request, order, price, prepared, states, cost: state.cost, documents };
}
