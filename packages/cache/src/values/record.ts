import { tagOfName, userTag } from './tags.ts';
import type { EntryOptions } from './types.ts';

/*
 * A value as a cache adapter keeps it: a line about it, then its JSON. Not JSON inside JSON: to escape 50 KB costs more than to read
 * them.
 *
 *     v1 1767225600000 1767830400000 0.37 ,talks,name:transcribe
 *     │  │             │             │    └ tags, percent-encoded, a comma before each
 *     │  │             │             └ what it cost, in US dollars
 *     │  │             └ fresh until, in epoch milliseconds, or -
 *     │  └ stored at
 *     └ version of this format
 */
const FORMAT = 'v1';

/** A value with what is known of it. */
export interface ValueRecord {
  readonly value: unknown;
  readonly storedAt: number;
  /** `Infinity`: for ever. */
  readonly freshUntil: number;
  readonly cost: number;
  readonly tags: readonly string[];
}

/** A record of a value that is stored now. Durations in milliseconds; the TTL is shortened by up to the share that `jitter` says. */
export function recordOf(
  value: unknown,
  options: Pick<EntryOptions, 'tags' | 'name' | 'cost'> & { readonly ttlMs: number; readonly jitter: number },
  storedAt: number,
): ValueRecord {
  const { ttlMs, jitter, cost = 0, name, tags = [] } = options;
  const shortened = ttlMs * (1 - Math.random() * jitter);
  return {
    value,
    storedAt,
    freshUntil: Number.isFinite(ttlMs) ? Math.round(storedAt + shortened) : ttlMs,
    cost,
    tags: [...tags.map(userTag), ...(name === undefined ? [] : [tagOfName(name)])],
  };
}

/** The text of a record. `undefined` has none. */
export function writeRecord({ value, storedAt, freshUntil, cost, tags }: ValueRecord): string | undefined {
  const json = JSON.stringify(value);
  if (json === undefined) return undefined;
  const until = Number.isFinite(freshUntil) ? freshUntil : '-';
  return `${FORMAT} ${storedAt} ${until} ${cost} ${tags.map((tag) => `,${encodeURIComponent(tag)}`).join('')}\n${json}`;
}

/** The other way round; `undefined` for what is no record: a miss like any other. */
export function readRecord(text: string): ValueRecord | undefined {
  const end = text.indexOf('\n');
  const [format, storedAt, until, cost, tags] = text.slice(0, Math.max(0, end)).split(' ');
  if (format !== FORMAT || tags === undefined) return undefined;
  try {
    return {
      value: JSON.parse(text.slice(end + 1)),
      storedAt: Number(storedAt),
      freshUntil: until === '-' ? Number.POSITIVE_INFINITY : Number(until),
      cost: Number(cost),
      tags: tags.split(',').slice(1).map(decodeURIComponent),
    };
  } catch {
    return undefined;
  }
}
