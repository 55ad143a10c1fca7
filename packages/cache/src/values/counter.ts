import type { Count, Statistics } from '../statistics.ts';
import type { ValueCounts } from './types.ts';

/** What is counted, by plain names. */
const COUNTED = [
  'memoryHits',
  'storeHits',
  'misses',
  'stale',
  'loads',
  'loadFailures',
  'joined',
  'costSaved',
  'errors',
] as const;

type Counted = (typeof COUNTED)[number];

/** The counts of one name. */
export type Tally = Record<Counted, number>;

const FLUSH_MS = 5000;

/** Counts by name, and adds them to the statistics from time to time. */
export class Counter {
  readonly #tallies = new Map<string, { readonly now: Tally; flushed: Tally }>();
  readonly #statistics: Statistics | undefined;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(statistics: Statistics | undefined, onError: (error: unknown) => void) {
    this.#statistics = statistics;
    if (!statistics) return;
    this.#timer = setInterval(() => void this.flush().catch(onError), FLUSH_MS);
    this.#timer.unref();
  }

  of(name: string): Tally {
    let tally = this.#tallies.get(name);
    if (!tally) {
      tally = { now: empty(), flushed: empty() };
      this.#tallies.set(name, tally);
    }
    return tally.now;
  }

  /** Of this process, all names together. */
  sum(): ValueCounts {
    const total = empty();
    for (const { now } of this.#tallies.values()) for (const name of COUNTED) total[name] += now[name];
    return toCounts(total);
  }

  /** Of all processes, by name. */
  async total(): Promise<Readonly<Record<string, ValueCounts>> | undefined> {
    if (!this.#statistics) return undefined;
    await this.flush();
    const tallies = new Map<string, Tally>();
    for (const { scope, name, amount } of await this.#statistics.read()) {
      if (!isCounted(name)) continue;
      const tally = tallies.get(scope) ?? empty();
      tally[name] = amount;
      tallies.set(scope, tally);
    }
    return Object.fromEntries([...tallies].map(([scope, tally]) => [scope, toCounts(tally)]));
  }

  async flush(): Promise<void> {
    const counts: Count[] = [];
    for (const [scope, tally] of this.#tallies) {
      for (const name of COUNTED) {
        const amount = tally.now[name] - tally.flushed[name];
        if (amount !== 0) counts.push({ scope, name, amount });
      }
      tally.flushed = { ...tally.now };
    }
    if (counts.length > 0) await this.#statistics?.add(counts);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await this.#statistics?.close();
  }
}

function empty(): Tally {
  return {
    memoryHits: 0,
    storeHits: 0,
    misses: 0,
    stale: 0,
    loads: 0,
    loadFailures: 0,
    joined: 0,
    costSaved: 0,
    errors: 0,
  };
}

function isCounted(name: string): name is Counted {
  return (COUNTED as readonly string[]).includes(name);
}

function toCounts(tally: Tally): ValueCounts {
  const { memoryHits, storeHits, misses, stale, loads, loadFailures, joined, costSaved, errors } = tally;
  const hits = memoryHits + storeHits;
  const asked = hits + misses;
  return {
    hits: { memory: memoryHits, store: storeHits },
    misses,
    hitRate: asked === 0 ? 0 : hits / asked,
    stale,
    loads,
    loadFailures,
    callsSaved: hits + joined,
    costSaved,
    errors,
  };
}
