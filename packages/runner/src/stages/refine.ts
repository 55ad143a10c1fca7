import type { JsonValue } from '@bowerbird/core';
import type { Expansion } from './expand.ts';

/** What one collector of a chain makes of a source. */
export type Refined =
  /** The same thing, named in its own way: the others of the chain can be asked for it as well. */
  | { readonly kind: 'one'; readonly request: JsonValue }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Many things, or none: they are what this collector calls them, and no other one can be asked for them. */
  | { readonly kind: 'many'; readonly items: AsyncIterable<Expansion> };

/** Tells a request that was only made exact, such as by the digest of a file, from a list of others, such as that of a channel. */
export async function refine(items: AsyncGenerator<Expansion>): Promise<Refined> {
  const first = await items.next();
  if (first.done) return { kind: 'many', items: behind([], items) };
  const second = await items.next();
  if (!second.done) return { kind: 'many', items: behind([first.value, second.value], items) };
  if (first.value.kind === 'request') return { kind: 'one', request: first.value.request };
  if (first.value.kind === 'failed') return { kind: 'failed', error: first.value.error };
  return { kind: 'many', items: behind([first.value], items) };
}

async function* behind(
  first: readonly Expansion[],
  items: AsyncGenerator<Expansion>,
): AsyncGenerator<Expansion> {
  yield* first;
  yield* items;
}
