import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  CollectError,
  findNotJson,
  type JsonObject,
  type JsonValue,
  type PurchaseContext,
} from '@bowerbird/core';
import { declared } from '../frame/network.ts';
import { computeInWorker } from './compute.ts';

// A call with so many uses may be a loop without an end.
const HASTY = 100;

/** How a fake context behaves. */
export interface FakeContextOptions {
  /** What `context.fetch` does. Default: it refuses everything. A fetch that opens sockets may: they are the declared ones. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** What `context.evidence` has brought, by what it is about, as JSON: what is here replays. */
  readonly evidence?: Map<string, string> | undefined;
  /** Called before each use, with its number from 0. What it throws, the use throws. */
  readonly onUse?: ((number: number, use: string) => Promise<void> | void) | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** The context of one call of a plugin, without a runner, and what was done with it. */
export interface FakeContext {
  readonly context: PurchaseContext;
  /** What was done with it, in order: `fetch GET https://…`, `evidence {"program":"x"}`, `digest /a`, `compute …`, `log … {"data":1}`. */
  readonly uses: readonly string[];
  /** What was done with it after `end()`. */
  readonly late: readonly string[];
  /** Fires its signal, with a `TIMED_OUT` as of a runner. */
  abort(): void;
  /** The call has ended: whatever is done with it from now on is late. */
  end(): void;
}

/** Makes the context of one call. */
export function fakeContext(options: FakeContextOptions = {}): FakeContext {
  const uses: string[] = [];
  const late: string[] = [];
  const controller = new AbortController();
  let ended = false;

  function note(use: string): void {
    (ended ? late : uses).push(use);
  }
  function use<T>(what: string, work: () => Promise<T>): Promise<T> {
    const used = useNow(what, work);
    // What a call has left behind must not end the run, as it does not in the runner.
    used.catch(() => {});
    return used;
  }
  async function useNow<T>(what: string, work: () => Promise<T>): Promise<T> {
    note(what);
    // What goes on after its call has ended has been noted, and is left waiting: it could go on for ever.
    if (ended) return new Promise<T>(() => {});
    await options.onUse?.(uses.length - 1, what);
    // Not at once: what asks again and again would leave nothing else a turn.
    if (controller.signal.aborted || uses.length > HASTY) await turn();
    controller.signal.throwIfAborted();
    return work();
  }

  return {
    context: contextOf(options, controller.signal, note, use),
    uses,
    late,
    abort: () => controller.abort(timedOut()),
    end: () => {
      ended = true;
    },
  };
}

function contextOf(
  { fetch = refuse, evidence = new Map(), idempotencyKey = 'testkit' }: FakeContextOptions,
  signal: AbortSignal,
  note: (use: string) => void,
  use: <T>(what: string, work: () => Promise<T>) => Promise<T>,
): PurchaseContext {
  return {
    signal,
    idempotencyKey,
    fetch: (input, init) =>
      use(`fetch ${describeRequest(input, init)}`, () =>
        declared(() => fetch(input, { ...init, signal: eitherOf(signal, init?.signal) })),
      ),
    evidence: (about, bring) =>
      use(`evidence ${JSON.stringify(about)}`, () => replayed(evidence, about, bring)),
    digest: (path) => use(`digest ${path}`, () => digestOf(path)),
    compute: (module, input) =>
      use(`compute ${module}`, () => declared(() => computeInWorker(module, input, signal))),
    log(message, data) {
      note(data ? `log ${message} ${JSON.stringify(data)}` : `log ${message}`);
      throwUnlessJson(data, `the data of the log line ${JSON.stringify(message)}`);
    },
  };
}

function eitherOf(signal: AbortSignal, own: AbortSignal | null | undefined): AbortSignal {
  return own ? AbortSignal.any([signal, own]) : signal;
}

async function replayed<T extends JsonValue>(
  evidence: Map<string, string>,
  about: JsonValue,
  bring: () => Promise<T>,
): Promise<T> {
  throwUnlessJson(about, 'what the evidence is about');
  const key = JSON.stringify(about);
  if (!evidence.has(key)) {
    // An SDK has sockets of its own.
    const brought = await declared(bring);
    throwUnlessJson(brought, `the evidence ${key}`);
    evidence.set(key, JSON.stringify(brought));
  }
  return JSON.parse(evidence.get(key) ?? 'null') as T;
}

function throwUnlessJson(value: JsonValue | JsonObject | undefined, what: string): void {
  const lost = value === undefined ? undefined : findNotJson(value);
  if (lost)
    throw new TypeError(`${what} is no JSON: ${lost}. Give plain objects, arrays, texts and numbers.`);
}

async function digestOf(path: string): Promise<string> {
  const file = path.startsWith('file:') ? fileURLToPath(path) : path;
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CollectError('SOURCE_NOT_FOUND', `${file} is not there`, { recovery: 'next', cause: error });
  });
  return createHash('sha256').update(bytes).digest('hex');
}

/** `GET https://…`, whatever `fetch` was given. */
export function describeRequest(input: string | URL | Request, init?: RequestInit): string {
  const request = typeof input === 'object' && 'url' in input ? input : undefined;
  return `${(init?.method ?? request?.method ?? 'GET').toUpperCase()} ${request?.url ?? String(input)}`;
}

async function refuse(input: string | URL | Request, init?: RequestInit): Promise<never> {
  throw new CollectError(
    'OFFLINE',
    `context.fetch was asked for ${describeRequest(input, init)}, and this case has no network`,
    {
      recovery: 'next',
      hint: 'Give the case a fetch: { fetch: replies({ … }) }, or that of a tape: { fetch: openTape("tapes/page.json").fetch }.',
    },
  );
}

function timedOut(): CollectError {
  return new CollectError('TIMED_OUT', 'the time for this call is over', { recovery: 'retry' });
}
