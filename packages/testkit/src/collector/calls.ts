import { setTimeout as wait } from 'node:timers/promises';
import type { CollectContext, CollectorDefinition, CollectorInstance } from '@bowerbird/core';
import { type FakeContext, type FakeContextOptions, fakeContext } from '../context/fake-context.ts';
import { optionsOf } from '../frame/definition.ts';
import { ensure } from '../frame/ensure.ts';
import { withHome } from '../frame/folder.ts';
import { withoutNetwork } from '../frame/network.ts';
import { type Settled, settled } from '../frame/settle.ts';

/** One call of an instance, and what became of it. */
export interface Called<T> {
  readonly outcome: Settled<T>;
  readonly fake: FakeContext;
}

/** Runs `work` with a fresh instance, in a home of its own, with every road to the network but the context's watched. */
export async function withInstance<Instance, T>(
  definition: CollectorDefinition,
  options: unknown,
  work: (instance: Instance) => Promise<T>,
): Promise<T> {
  const read = await optionsOf(definition, options);
  return withHome((home) =>
    withoutNetwork(async () => {
      const instance = (await definition.create(read, home)) as CollectorInstance<unknown>;
      try {
        return await work(instance as Instance);
      } finally {
        await instance.close?.();
      }
    }),
  );
}

/** One call with a context of its own, which ends with the call. */
export async function call<T>(
  doing: string,
  options: FakeContextOptions,
  work: (context: CollectContext) => Promise<T> | T,
): Promise<Called<T>> {
  const fake = fakeContext(options);
  const outcome = await settled(
    doing,
    () => work(fake.context),
    'Let everything that waits listen to context.signal, and await everything that it starts.',
  ).finally(() => fake.end());
  return { outcome, fake };
}

/** What the call answered. Throws what it threw. */
export function answerOf<T>({ outcome }: Called<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

// What a call has left behind comes to light in the next turns of the event loop.
const AFTER_MS = 25;

/** @throws {AssertionError} when the context is used after the call has ended */
export async function ensureEnded({ fake }: Called<unknown>, doing: string): Promise<void> {
  await wait(AFTER_MS);
  ensure(
    fake.late.length === 0,
    `${doing} has ended, and its context was used afterwards: ${fake.late.join(', ')}`,
    'Await everything that it starts, also after an abort: what it leaves behind belongs to no source any more.',
  );
}
