import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, type StandIn, serveProvider } from './provider.ts';

type Kinds = { readonly buy: Fault; readonly look: Fault };

let shop: StandIn<Kinds>;
beforeEach(async () => {
  shop = await serveProvider<Kinds>({
    key: 'right',
    authorization: 'Key right',
    kindOf: (method, path) => (path !== '/shop' ? undefined : method === 'POST' ? 'buy' : 'look'),
    answer: (kind, { body, charge }) => {
      if (kind === 'buy') charge(body.toString(), 0.5);
      return { status: 200, body: { kind } };
    },
    error: (status) => ({ wrong: status }),
  });
});
afterEach(() => shop.close());

const ask = (init: RequestInit = {}, path = '/shop') =>
  fetch(`${shop.url}${path}`, { headers: { authorization: 'Key right' }, ...init });
const buy = (init: RequestInit = {}) => ask({ method: 'POST', body: 'bread', ...init });
const statuses = () => shop.requests().map(({ status }) => status);

describe('a provider in order', () => {
  it('answers, charges and remembers', async () => {
    const before = Date.now();
    expect(await (await buy()).json()).toEqual({ kind: 'buy' });
    expect((await ask({}, '/shop?page=2')).headers.get('content-type')).toBe('application/json');
    const [charge, ...more] = shop.charges();
    expect(more).toEqual([]);
    expect(charge).toMatchObject({ what: 'bread', cost: 0.5 });
    expect(charge!.when).toBeGreaterThanOrEqual(before);
    expect(shop.requests()).toEqual([
      { method: 'POST', path: '/shop', status: 200 },
      { method: 'GET', path: '/shop?page=2', status: 200 },
    ]);
  });
  it('lets nobody change what it remembers', async () => {
    const before = shop.charges();
    await buy();
    expect(before).toEqual([]);
    expect(shop.charges()).toHaveLength(1);
  });
  it('refuses any other key, before all else, and charges nothing', async () => {
    for (const headers of [{}, { authorization: 'right' }, { authorization: 'Key wrong' }])
      expect((await buy({ headers })).status).toBe(401);
    expect(await (await ask({ headers: {} }, '/nowhere')).json()).toEqual({ wrong: 401 });
    expect(shop.charges()).toEqual([]);
  });
  it('has no other addresses', async () => {
    expect((await ask({}, '/nowhere')).status).toBe(404);
  });
});

describe('faults', () => {
  it('wait for the next request of their kind, in order', async () => {
    shop.faults.next('buy', { answer: 500 });
    shop.faults.next('buy', { answer: 429 }, 2);
    expect(shop.faults.waiting()).toEqual(['buy', 'buy']);
    expect((await ask()).status).toBe(200);
    for (let call = 0; call < 4; call++) await buy();
    expect(statuses()).toEqual([200, 500, 429, 429, 200]);
    expect(shop.faults.waiting()).toEqual([]);
  });
  it('can be for ever', async () => {
    shop.faults.next('look', { answer: 503 }, Number.POSITIVE_INFINITY);
    for (let call = 0; call < 5; call++) await ask();
    expect(new Set(statuses())).toEqual(new Set([503]));
  });
  it.each([
    ['before charge', 0],
    ['after charge', 1],
  ] as const)('drop the connection %s', async (drop, charges) => {
    shop.faults.next('buy', { drop });
    await expect(buy()).rejects.toThrow('fetch failed');
    expect(shop.charges()).toHaveLength(charges);
    expect(shop.requests()).toEqual([{ method: 'POST', path: '/shop', status: undefined }]);
    expect((await buy()).status).toBe(200);
  });
  it('answer with a status, charged or not', async () => {
    shop.faults.next('buy', { answer: 500 });
    shop.faults.next('buy', { answer: 502, charged: true, body: 'Bad gateway' });
    expect(await (await buy()).json()).toEqual({ wrong: 500 });
    expect(shop.charges()).toHaveLength(0);
    expect(await (await buy()).text()).toBe('Bad gateway');
    expect(shop.charges()).toHaveLength(1);
  });
  it.each([1, 'Wed, 21 Oct 2026 07:28:00 GMT'])('say when to come again: %s', async (retryAfter) => {
    shop.faults.next('buy', { answer: 429, retryAfter });
    expect((await buy()).headers.get('retry-after')).toBe(String(retryAfter));
  });
  it('redirect to where it goes right, so that whoever follows asks twice', async () => {
    shop.faults.next('buy', { answer: 307, charged: true });
    expect((await buy()).status).toBe(200);
    expect(statuses()).toEqual([307, 200]);
    expect(shop.charges()).toHaveLength(2);
    shop.faults.next('buy', { answer: 307 });
    const stayed = await buy({ redirect: 'manual' });
    expect([stayed.status, stayed.headers.get('location')]).toEqual([307, `${shop.url}/shop`]);
    expect(shop.charges()).toHaveLength(2);
  });
  it('cut the body off', async () => {
    shop.faults.next('buy', { cut: true });
    const response = await buy();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(shop.charges()).toHaveLength(1);
  });
  it('keep whoever does not wait for a slow answer from hearing that it was charged', async () => {
    shop.faults.next('buy', { slow: 60_000 });
    const leaving = new AbortController();
    const answer = buy({ signal: leaving.signal });
    await expect.poll(() => shop.charges().length).toBe(1);
    leaving.abort();
    await expect(answer).rejects.toThrow('abort');
    shop.faults.next('buy', { slow: 20 });
    const early = buy({ signal: AbortSignal.timeout(1) });
    await expect(early).rejects.toThrow('timeout');
    shop.faults.next('buy', { slow: 1 });
    expect((await buy()).status).toBe(200);
  });
});
