/** Where on a page a value stood. */
export type Origin = 'json-ld' | 'opengraph' | 'meta' | 'html' | 'url' | 'http';

/** A value and where it stood. */
export interface Sourced<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** Candidates for a value, the best first. */
export type Candidates<T> = readonly (readonly [Origin, T | undefined])[];

/** The first candidate that `read` makes something of. */
export function firstOf<T, R>(
  candidates: Candidates<T>,
  read: (value: T) => R | undefined,
): Sourced<R> | undefined {
  for (const [origin, candidate] of candidates) {
    const value = candidate === undefined ? undefined : read(candidate);
    if (value !== undefined) return { value, origin };
  }
  return undefined;
}

/** The origin of a value by the name of the `meta` element that holds it. */
export function originOfMeta(name: string): Origin {
  if (/^(?:og|article|twitter):/.test(name)) return 'opengraph';
  return name.startsWith('itemprop:') ? 'html' : 'meta';
}
