// Right paid collectors, one of each class: how a purchase is known again whose answer was lost.
import { CollectError, defineCollector, definePaidCollector, ensureOk } from '@bowerbird/core';
import { z } from 'zod';
import { drawnPrice } from './amounts.mjs';
import { point } from './crash-points.mjs';

const SOURCES = 'https://till.example/';

/** The source of something that a till sells. */
export const sourceOf = (what) => `${SOURCES}${what}`;

/** What a source names. */
export const whatOf = (source) => source.slice(SOURCES.length);

const request = z.strictObject({ what: z.string() });
const accepts = ({ uri }) => (uri.startsWith(SOURCES) ? { what: whatOf(uri) } : undefined);

/**
 * Buys from a till.
 * @param kind `key`: by an idempotency key, `list`: by the provider's list, `id`: by an id of ours, `none`: not at all
 */
export function tillCollector({ kind, name = `till-${kind}` }) {
  return definePaidCollector({
    name,
    summary: `Buys from a till; a lost answer is found by: ${kind}.`,
    revision: 1,
    request,
    options: z.strictObject({
      url: z.string(),
      price: z.number().optional(),
      pollAfterMs: z.number().default(20),
    }),
    accepts,
    order: ({ what }) => ({ what }),
    ...(kind === 'key' && { idempotent: true }),
    create: (options) => new TillShop(kind, options).collector(),
  });
}

class TillShop {
  constructor(kind, { url, price, pollAfterMs }) {
    Object.assign(this, { kind, url, price, pollAfterMs });
  }

  collector() {
    const { kind } = this;
    const known = kind === 'list' || kind === 'id';
    return {
      price: async ({ what }) => this.#price(what),
      start: (order, _, context) => this.#start(order, context),
      ...(known && { find: (order, _, since, context) => this.#find(order, since, context) }),
      poll: async ({ id }, context) => this.#state(await ask(context, this.#job(id))),
      read: async ({ text }, { what }) => [{ id: `till:${what}`, text }],
    };
  }

  #price(what) {
    const most = this.price ?? drawnPrice(what);
    return { most, expected: most / 2 };
  }

  async #start({ what }, context) {
    const chosen = this.kind === 'id';
    return this.#state(
      await ask(context, chosen ? this.#job(what) : `${this.url}/jobs`, {
        method: chosen ? 'PUT' : 'POST',
        body: JSON.stringify({ what }),
        headers: this.kind === 'key' ? { 'idempotency-key': context.idempotencyKey } : {},
      }),
    );
  }

  async #find({ what }, since, context) {
    if (this.kind === 'id') {
      const job = await ask(context, this.#job(what));
      return job && this.#state(job);
    }
    const jobs = await ask(context, `${this.url}/jobs?since=${since}`);
    const job = jobs.find((each) => each.what === what && each.created >= since);
    return job && this.#state(job);
  }

  #job(id) {
    return `${this.url}/jobs/${encodeURIComponent(id)}`;
  }

  #state({ id, status, cost, text }) {
    if (status === 'done') return { state: 'done', answer: { text }, cost };
    return { state: 'pending', operation: { id }, pollAfterMs: this.pollAfterMs };
  }
}

/** @returns `undefined`: there is no such thing */
async function ask(context, url, init) {
  point();
  const response = await context.fetch(url, init);
  const answer = response.status === 404 ? undefined : await ensureOk(response).json();
  point();
  return answer;
}

/** The free link of a chain: takes the same sources, and has none of them. With `url` it asks there before it says so. */
export function freeCollector(name) {
  return defineCollector({
    name,
    summary: 'Has nothing.',
    revision: 1,
    request,
    options: z.strictObject({ url: z.string().optional() }),
    accepts,
    create: ({ url }) => ({
      async collect({ what }, context) {
        if (url !== undefined) ensureOk(await context.fetch(`${url}/${what}`));
        throw new CollectError('SOURCE_NOT_FOUND', 'it has no captions', { recovery: 'next' });
      },
    }),
  });
}
