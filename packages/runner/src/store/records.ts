/** What the keys of answers, refusals, originals and sources have in common. */
export interface AnswerKey {
  readonly collector: string;
  readonly key: string;
}

/** A record as it was written. One of another version, or that is damaged, counts as none: what it tells is found out again. */
export function parseVersioned<R extends { readonly version: 1 }>(value: string | undefined): R | undefined {
  if (value === undefined) return undefined;
  try {
    const record = JSON.parse(value) as R | null;
    return record?.version === 1 ? record : undefined;
  } catch {
    // Damage that the cache's own checksum let through is a miss like any other.
    return undefined;
  }
}

/** Whose record of a kind a key of the store is, `kind/collector/key`, if it is one. */
export function parseStoredKey(kind: string, stored: string): AnswerKey | undefined {
  const [, found, collector, key] = /^([a-z]+)\/([^/]+)\/(.+)$/s.exec(stored) ?? [];
  return found === kind && collector !== undefined && key !== undefined ? { collector, key } : undefined;
}
