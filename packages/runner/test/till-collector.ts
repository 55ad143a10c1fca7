import { createHash } from 'node:crypto';
import {
  type CollectContext,
  CollectError,
  definePaidCollector,
  ensureOk,
  type OperationState,
  type PaidDefinition,
} from '@bowerbird/core';
import type { TillClass } from './till-server.ts';

type Request = { readonly what: string; readonly loud?: boolean | undefined };
type Options = {
  readonly url: string;
  readonly price?: number | undefined;
  readonly pollAfterMs?: number | undefined;
};
type Job = { readonly id: string; readonly status: string; readonly cost: number; readonly text: string };

/** A right paid collector of each class, which buys from a till. `loud` is done after the purchase. */
export function tillCollector(kind: TillClass, name = `till-${kind}`): PaidDefinition<Request, Options> {
  return definePaidCollector<Request, Options>({
    name,
    summary: `Buys from a till; a lost answer is found by ${kind}.`,
    revision: 1,
    request: any(),
    options: any(),
    accepts: ({ uri }) => (uri.startsWith('https://till.example/') ? { what: uri.slice(21) } : undefined),
    order: ({ what }) => ({ what }),
    ...(kind === 'key' && { idempotent: true }),
    create: ({ url, price = 0.2, pollAfterMs = 5 }) => ({
      price: async () => ({ most: price, expected: price / 2 }),
      async start(order, _, context) {
        const what = (order as Request).what;
        const path = kind === 'id' ? `/jobs/${idOf(what)}` : '/jobs';
        const job = await ask(context, `${url}${path}`, {
          method: kind === 'id' ? 'PUT' : 'POST',
          body: JSON.stringify({ what }),
          headers: kind === 'key' ? { 'idempotency-key': context.idempotencyKey } : {},
        });
        return stateOf(job, pollAfterMs);
      },
      ...((kind === 'list' || kind === 'id') && {
        async find(order, _, since, context) {
          const { what } = order as Request;
          if (kind === 'id') {
            const found = await context.fetch(`${url}/jobs/${idOf(what)}`);
            return found.status === 404
              ? undefined
              : stateOf((await ensureOk(found).json()) as Job, pollAfterMs);
          }
          const jobs = (await ensureOk(await context.fetch(`${url}/jobs`)).json()) as readonly {
            id: string;
            what: string;
            created: number;
          }[];
          const job = jobs.find((each) => each.what === what && each.created >= since);
          return job && { state: 'pending' as const, operation: { id: job.id }, pollAfterMs };
        },
      }),
      async poll(operation, context) {
        return stateOf(await ask(context, `${url}/jobs/${(operation as { id: string }).id}`), pollAfterMs);
      },
      async read(answer, { what, loud = false }) {
        const { text } = answer as Job;
        return [{ id: `till:${what}`, text: loud ? text.toUpperCase() : text }];
      },
    }),
  });
}

function idOf(what: string): string {
  return createHash('sha256').update(what).digest('hex').slice(0, 16);
}

async function ask(context: CollectContext, url: string, init?: RequestInit): Promise<Job> {
  const response = await context.fetch(url, init);
  if (response.status === 401)
    throw new CollectError('SOURCE_REFUSED', 'the till wants another key', { recovery: 'stop' });
  return (await ensureOk(response).json()) as Job;
}

function stateOf({ id, status, cost, text }: Job, pollAfterMs: number): OperationState {
  return status === 'done'
    ? { state: 'done', answer: { text }, cost }
    : { state: 'pending', operation: { id }, pollAfterMs };
}

/** Any object. */
function any<T>() {
  return {
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) => ({ value: value as T }),
    },
  };
}
