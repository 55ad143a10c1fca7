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
import { Deadline } from '../execute/deadline.ts';
import type { Engine } from '../execute/engine.ts';
import { pause } from '../execute/pause.ts';
import { Attempts } from '../execute/retry.ts';
import type { Scope } from '../execute/scope.ts';
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
  readonly scope: Scope;
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
    const call = new DiscoverCall(about, via, instance);
    try {
      for (let next = await call.next(); !next.done; next = await call.next())
        yield { repeated, ...(await read(label, via, next.value)) };
      return;
    } catch (error) {
      if (about.scope.aborted) return;
      const wait = attempts.failed(error);
      if (wait === undefined) {
        yield { repeated, kind: 'failed', label, error };
        return;
      }
      const goesOn = await pause(about.engine, wait, about.scope).then(
        () => true,
        () => false,
      );
      if (!goesOn) return;
    } finally {
      call.end();
    }
  }
}

/** One call of `discover`. Each item must come within the pipeline's timeout; how long nobody asks for the next one does not count. */
class DiscoverCall {
  readonly #timeoutMs: number;
  readonly #deadline: Deadline;
  readonly #iterator: AsyncIterator<unknown> | undefined;
  readonly #close: () => void;

  constructor(
    { engine, pipeline, scope, traffic }: About,
    via: BoundLink,
    instance: CollectorInstance<unknown>,
  ) {
    const { definition } = via.link;
    this.#timeoutMs = pipeline.timeoutMs;
    this.#deadline = new Deadline(this.#timeoutMs, () => late(definition.name, this.#timeoutMs), scope);
    this.#deadline.pause();
    const recorder = engine.recorder(pipeline, definition, JSON.stringify(via.request), {
      deadline: this.#deadline,
    });
    const about = { pipeline: pipeline.name, collector: definition.name };
    const { context, close } = engine.context(about, recorder, this.#deadline, this.#deadline);
    this.#iterator = instance.discover?.(via.request, context)[Symbol.asyncIterator]();
    this.#close = () => {
      close();
      traffic.requests += recorder.traffic.requests;
      traffic.bytes += recorder.traffic.bytes;
    };
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (!this.#iterator) return { done: true, value: undefined };
    this.#deadline.restart(this.#timeoutMs);
    this.#deadline.resume();
    const next = await this.#deadline.race(Promise.resolve(this.#iterator.next()));
    this.#deadline.pause();
    return next;
  }

  end(): void {
    this.#deadline.end();
    // What it has started and left behind ends with it.
    this.#deadline.abort(undefined);
    this.#close();
    // Not awaited: a generator that hangs would hang here too.
    Promise.resolve(this.#iterator?.return?.()).catch(() => undefined);
  }
}

function late(collector: string, timeoutMs: number): CollectError {
  return new CollectError('TIMED_OUT', `${collector} discovered nothing for ${timeoutMs / 1000} s`, {
    recovery: 'retry',
    hint: 'Raise "timeout" if it needs longer.',
  });
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
  // A path from the folder of the rc file says more than the address of the file.
  const name = fields.path ?? fields.url ?? fields.id;
  return typeof name === 'string' ? name : `${found} › ${JSON.stringify(request)}`;
}
