import type {
  CollectContext,
  CollectorDefinition,
  CollectorInstance,
  DirectCollector,
  JsonValue,
  PurchaseContext,
} from '@bowerbird/core';
import type { FakeContext } from '../context/fake-context.ts';
import { ensure } from '../frame/ensure.ts';
import { withHome } from '../frame/home.ts';
import { closeInstance, createInstance } from '../frame/instance.ts';
import { withoutNetwork } from '../frame/network.ts';
import { type Settled, settled } from '../frame/settle.ts';

// A collector may wait for a job of a server, as long as it listens to its signal. A test may take two minutes.
const LONGEST_MS = 30_000;
// What yields for ever must be found out, and a long playlist must not.
const MOST_ITEMS = 100_000;

/** What a collector that costs nothing can be asked for. */
export type Doing = 'collect' | 'discover';

/** Runs `work` with a fresh instance, in a home of its own, with every road to the network but the context's watched. */
export async function withInstance<Instance, T>(
  definition: CollectorDefinition,
  options: unknown,
  work: (instance: Instance) => Promise<T>,
): Promise<T> {
  return withHome((home) =>
    withoutNetwork(
      async () => {
        const instance: CollectorInstance<unknown> = await createInstance(definition, options, home);
        const [outcome] = await Promise.allSettled([work(instance as Instance)]);
        const [closed] = await Promise.allSettled([closeInstance(instance)]);
        // What `work` throws says more than what comes of closing after it.
        if (outcome.status === 'fulfilled' && closed.status === 'rejected') throw closed.reason;
        return answerOf(outcome);
      },
      undefined,
      { programs: true },
    ),
  );
}

/** What becomes of one call with a context of its own, which ends with the call. @param longestMs how long it may take */
export function call<T>(
  doing: string,
  fake: FakeContext,
  work: (context: PurchaseContext) => Promise<T> | T,
  longestMs = LONGEST_MS,
): Promise<Settled<T>> {
  return settled(
    doing,
    () => work(fake.context),
    'Let everything that waits listen to context.signal (fetch does so by itself), and await everything that it starts.',
    longestMs,
  ).finally(() => fake.end());
}

/** What the call answered. Throws what it threw. */
export function answerOf<T>(outcome: Settled<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** One call of an instance, all of what it discovers included. */
export function ask(
  instance: DirectCollector<JsonValue>,
  doing: Doing,
  request: JsonValue,
): (context: CollectContext) => Promise<readonly unknown[]> {
  return (context) =>
    doing === 'collect'
      ? instance.collect(structuredClone(request), context)
      : itemsOf(instance, request, context);
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
