const SIZE = 100;

/** What is asked of a store at a time. */
export function* inBatches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += SIZE) yield items.slice(start, start + SIZE);
}
