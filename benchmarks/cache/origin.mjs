// The figures that the origin's API cache gave of itself: an answer from the cache, and 64 callers at once.
import { percentile } from '../shared/measure.mjs';
import { openOurs } from './stores.mjs';
import { keyOf, small } from './texts.mjs';

const KEYS = 2000;
const REQUESTS = 20_000;
const AT_ONCE = 64;
// As long as its provider took.
const PROVIDER_MS = 100;
const MISS_EVERY = 200;

export async function origin({ folder }) {
  const store = await openOurs(folder);
  await store.setMany(Array.from({ length: KEYS }, (_, number) => ({ key: keyOf(number), value: small() })));
  const hits = [];
  const misses = [];
  let next = 0;
  async function caller() {
    while (next < REQUESTS) {
      const number = next++;
      const start = performance.now();
      if (number % MISS_EVERY === 0) {
        await new Promise((resolve) => setTimeout(resolve, PROVIDER_MS));
        await store.set(`miss:${number}`, small());
        misses.push(performance.now() - start);
      } else {
        await store.get(keyOf(number % KEYS));
        hits.push(performance.now() - start);
      }
    }
  }
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
  const perSecond = REQUESTS / ((performance.now() - start) / 1000);
  await store.close();
  const at = (times) =>
    Object.fromEntries([0.5, 0.95, 0.99].map((share) => [`p${share * 100}`, percentile(times, share)]));
  const figures = { perSecond, hitMs: at(hits), missMs: at(misses) };
  const tell = (name, { p50, p95, p99 }, digits) =>
    `${name}: p50 ${p50.toFixed(digits)} ms, p95 ${p95.toFixed(digits)} ms, p99 ${p99.toFixed(digits)} ms`;
  const text = [
    `${Math.round(perSecond).toLocaleString('en')} requests a second, ${AT_ONCE} at once (the origin: 194)`,
    tell('hits', figures.hitMs, 3),
    tell(`misses, of a provider that takes ${PROVIDER_MS} ms`, figures.missMs, 1),
  ].join('\n');
  return { title: "The origin's figures", text, figures };
}
