import { fail, show } from '../frame/ensure.ts';
import type { Exchange, TapedRequest } from './format.ts';
import { keyOf } from './request.ts';

const MOST_SHOWN = 3;

/** @throws {AssertionError} always: what was asked for, what on the tape comes nearest, and how to record it */
export function failMissing(asked: TapedRequest, exchanges: readonly Exchange[], tape: string): never {
  const taped = new Map(exchanges.map(({ request }) => [keyOf(request), request]));
  const nearest = [...taped.values()]
    .map((request) => ({ request, likeness: likenessOf(asked, request) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST_SHOWN)
    .map(({ request }) => request);
  const lines = nearest.map((request) => `\n  nearest: ${nameOf(request)}${differenceOf(asked, request)}`);
  const isScrubbed = !nearest.every((request) => hasPlaceholder(request) === hasPlaceholder(asked));
  fail(
    `${nameOf(asked)} is not on the tape ${tape}${lines.join('') || ', which has nothing on it'}`,
    `Record it with BOWERBIRD_RECORD=1 (all of the tape anew) or BOWERBIRD_RECORD=missing (only what it does not have).${
      isScrubbed ? ' If *** stands for a key: name the value that you use instead of it in `secrets`.' : ''
    }`,
  );
}

function hasPlaceholder(request: TapedRequest): boolean {
  return keyOf(request).includes('***');
}

function nameOf({ method, url }: TapedRequest): string {
  return `${method} ${url}`;
}

/** From 0 to 4: by the method, and by how much of the address is the same from the beginning; by that of the path twice, as hosts and ports change. */
function likenessOf(asked: TapedRequest, taped: TapedRequest): number {
  const path = sameness(pathOf(asked.url), pathOf(taped.url));
  return 2 * path + sameness(asked.url, taped.url) + (asked.method === taped.method ? 1 : 0);
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function sameness(one: string, other: string): number {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  return (2 * same) / (one.length + other.length);
}

/** What is not the same beside method and address, where these are. */
function differenceOf(asked: TapedRequest, taped: TapedRequest): string {
  if (nameOf(asked) !== nameOf(taped)) return '';
  const fields = (request: TapedRequest): Record<string, unknown> => ({
    redirect: request.redirect,
    ...request.headers,
    body: request.body,
  });
  const [here, there] = [fields(asked), fields(taped)];
  return [...new Set([...Object.keys(here), ...Object.keys(there)])]
    .filter((name) => JSON.stringify(here[name]) !== JSON.stringify(there[name]))
    .map((name) => `\n    ${name}: on the tape ${show(there[name])}, asked for ${show(here[name])}`)
    .join('');
}
