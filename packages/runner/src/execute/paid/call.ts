import {
  CollectError,
  isPaid,
  type JsonValue,
  type OperationState,
  type PaidCollector,
  type PaidDefinition,
  type PurchaseContext,
} from '@bowerbird/core';
import type { LinkWork } from '../attempt.ts';
import { instanceOf } from '../call.ts';
import { Deadline } from '../deadline.ts';
import type { Engine } from '../engine.ts';
import type { Recorder } from '../recorder.ts';
import { Scope } from '../scope.ts';

export type AnyPaidDefinition = PaidDefinition<JsonValue, unknown, JsonValue>;
export type AnyPaidCollector = PaidCollector<JsonValue, JsonValue>;

/** The paid definition of a link. */
export function paidDefinition({ via }: LinkWork): AnyPaidDefinition {
  const { definition } = via.link;
  if (!isPaid(definition)) throw new Error(`${definition.name} buys nothing`);
  return definition;
}

/** Who is paid. */
export function providerOf(definition: AnyPaidDefinition): string {
  return definition.provider ?? definition.name;
}

/** How one call is made. */
export interface PaidCall {
  /** Names it in errors: `start`. */
  readonly doing: string;
  /** What ends it early. Default: the task's own scope; `start` is ended by nothing but its deadline. */
  readonly scope?: Scope | undefined;
  /** Whether what it fetches is kept and replayed: for what is free and may be known already. */
  readonly recorded?: boolean | undefined;
  /** Stands before `context.fetch`. */
  readonly watch?: ((fetch: typeof globalThis.fetch) => typeof globalThis.fetch) | undefined;
  readonly idempotencyKey?: string | undefined;
  /** In place of the pipeline's own. */
  readonly timeoutMs?: number | undefined;
}

/** Calls a paid collector once, with a context of its own and a deadline. */
export async function callPaid<T>(
  engine: Engine,
  work: LinkWork,
  {
    doing,
    scope = work.scope,
    recorded = false,
    watch,
    idempotencyKey = '',
    timeoutMs = work.bound.pipeline.timeoutMs,
  }: PaidCall,
  call: (instance: AnyPaidCollector, context: PurchaseContext) => Promise<T> | undefined,
): Promise<T> {
  const { pipeline, task } = work.bound;
  const { definition } = work.via.link;
  const instance = (await instanceOf(engine, work)) as AnyPaidCollector;
  const late = () =>
    new CollectError('TIMED_OUT', `${definition.name} did not end ${doing} within ${timeoutMs / 1000} s`, {
      recovery: 'retry',
      hint: 'Raise "timeout" if it needs longer.',
    });
  const deadline = new Deadline(timeoutMs, late, scope);
  const recorder: Recorder = recorded
    ? engine.recorder(pipeline, definition, work.link.key, { deadline })
    : engine.passing(definition, work.link.key, { deadline });
  const about = { pipeline: pipeline.name, collector: definition.name, key: task.key };
  const { context, close } = engine.context(about, recorder, deadline, deadline);
  const fetch = watch ? watch(context.fetch) : context.fetch;
  try {
    const purchase = Object.defineProperties(
      { idempotencyKey, fetch },
      {
        ...Object.getOwnPropertyDescriptors(context),
        fetch: { value: fetch, enumerable: true },
      },
    ) as PurchaseContext;
    return await deadline.race(Promise.resolve(call(instance, purchase)) as Promise<T>);
  } finally {
    work.traffic.requests += recorder.traffic.requests;
    work.traffic.bytes += recorder.traffic.bytes;
    await recorder.settled();
    close();
    deadline.end();
  }
}

/** A scope that nothing ends. */
export function unending(): Scope {
  return new Scope();
}

/** `poll` of a collector, which must be there once an operation is pending. */
export async function pollOnce(
  instance: AnyPaidCollector,
  operation: JsonValue,
  context: PurchaseContext,
): Promise<OperationState> {
  if (instance.poll) return instance.poll(operation, context);
  throw new CollectError('DEFINITION_INVALID', 'its operation is pending, and it has no poll()', {
    recovery: 'stop',
    hint: 'This is a mistake in the collector: report it to its author.',
  });
}
