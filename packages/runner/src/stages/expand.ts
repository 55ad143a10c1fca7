import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  CollectError,
  type CollectorInstance,
  findNotJson,
  type Handover,
  type JsonValue,
  validate,
} from '@bowerbird/core';
import type { Pipeline } from '../config/types.ts';
import { untilAborted } from '../execute/deadline.ts';
import type { Engine } from '../execute/engine.ts';
import { Attempts } from '../execute/retry.ts';
import type { Traffic } from '../network/body.ts';
import type { BoundLink } from './bind.ts';

/** What a collector discovered. `repeated`: in a second pass, after the first one broke off. */
export type Expansion = { readonly repeated: boolean } & (
  | { readonly kind: 'request'; readonly label: string; readonly request: JsonValue }
  | { readonly kind: 'handover'; readonly handover: Handover }
  | { readonly kind: 'failed'; readonly label: string; readonly error: unknown }
);

interface About {
  readonly engine: Engine;
  readonly pipeline: Pipeline;
  readonly signal: AbortSignal;
  readonly traffic: Traffic;
}

/**
 * What a collector discovers in one request. A discovery that throws is started again: what it fetched replays, and what it
 * yielded comes again. If it still fails, that is one failure, and what it yielded stands.
 */
export async function* expand(
  about: About,
  label: string,
  via: BoundLink,
  instance: CollectorInstance<unknown>,
): AsyncGenerator<Expansion> {
  const attempts = new Attempts(about.engine.parts.retry);
  for (let repeated = false; ; repeated = true) {
    try {
      for await (const item of items(about, via, instance))
        yield { repeated, ...(await read(label, via, item)) };
      return;
    } catch (error) {
      if (about.signal.aborted) return;
      const wait = attempts.failed(error);
      if (wait === undefined) {
        yield { repeated, kind: 'failed', label, error };
        return;
      }
      await sleep(wait, undefined, { signal: about.signal }).catch(() => undefined);
    }
  }
}

/** Each item must come within the pipeline's timeout; how long somebody takes to ask for the next one does not count. */
async function* items(
  about: About,
  via: BoundLink,
  instance: CollectorInstance<unknown>,
): AsyncGenerator<unknown> {
  const { engine, pipeline, traffic } = about;
  const collector = via.link.definition.name;
  const { timeoutMs } = pipeline;
  const late = () =>
    new CollectError('TIMED_OUT', `${collector} discovered nothing for ${timeoutMs / 1000} s`, {
      recovery: 'retry',
      hint: 'Raise "timeout" if it needs longer.',
    });
  const calling = new AbortController();
  const signal = AbortSignal.any([about.signal, calling.signal]);
  const request = JSON.stringify(via.request);
  const recorder = engine.recorder(pipeline, { collector, request }, signal);
  const { context, close } = engine.context({ pipeline: pipeline.name, collector }, recorder, signal);
  const iterator = instance.discover?.(via.request, context)[Symbol.asyncIterator]();
  try {
    while (iterator) {
      const timer = setTimeout(() => calling.abort(late()), timeoutMs);
      const next = await untilAborted(Promise.resolve(iterator.next()), signal).finally(() =>
        clearTimeout(timer),
      );
      if (next.done) return;
      yield next.value;
    }
  } finally {
    close();
    calling.abort();
    traffic.requests += recorder.traffic.requests;
    traffic.bytes += recorder.traffic.bytes;
    // Not awaited: a generator that hangs would hang here too.
    Promise.resolve(iterator?.return?.()).catch(() => undefined);
  }
}

type Read<E = Expansion> = E extends Expansion ? Omit<E, 'repeated'> : never;

/** One item that is not right costs that item. */
async function read(label: string, via: BoundLink, item: unknown): Promise<Read> {
  if (isHandover(item)) return { kind: 'handover', handover: item };
  const { definition } = via.link;
  const what = `what ${definition.name} discovered in ${label}`;
  try {
    const request = (await validate(definition.request, item, what)) as JsonValue;
    const lost = findNotJson(request);
    if (lost) throw new CollectError('DEFINITION_INVALID', `${what}: ${lost}`, { recovery: 'next' });
    return { kind: 'request', label: labelOfRequest(request, label), request };
  } catch (error) {
    return { kind: 'failed', label: `${label} › ${inspect(item)}`, error };
  }
}

function isHandover(item: unknown): item is Handover {
  if (typeof item !== 'object' || item === null) return false;
  const names = Object.keys(item);
  return names.includes('source') && names.every((name) => name === 'source' || name === 'with');
}

/** What people recognise a discovered request by: its address if it has one. */
function labelOfRequest(request: JsonValue, found: string): string {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    return `${found} › ${JSON.stringify(request)}`;
  }
  const fields = request as Readonly<Record<string, JsonValue | undefined>>;
  const name = fields.url ?? fields.path ?? fields.id;
  return typeof name === 'string' ? name : `${found} › ${JSON.stringify(request)}`;
}
