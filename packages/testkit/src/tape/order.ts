import type { Exchange, TapedRequest } from './format.ts';
import { keyOf } from './request.ts';

/**
 * The exchanges in the order of the tape that they replace, what is new at the end: then a recording that went on side by side
 * makes no difference. The same requests keep their order.
 */
export function inOrderOf(before: readonly Exchange[], exchanges: readonly Exchange[]): readonly Exchange[] {
  const nameBefore = namer();
  const places = new Map(before.map(({ request }, index) => [nameBefore(request), index]));
  const name = namer();
  return exchanges
    .map((exchange) => ({ exchange, place: places.get(name(exchange.request)) ?? before.length }))
    .sort((a, b) => a.place - b.place)
    .map(({ exchange }) => exchange);
}

/** Names requests by what they ask for, and the how manieth of these they are. */
function namer(): (request: TapedRequest) => string {
  const counts = new Map<string, number>();
  return (request) => {
    const key = keyOf(request);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${count} ${key}`;
  };
}
