import type { Count } from '@bowerbird/cache';
import type { CacheStats, CacheUse, CollectorStats } from '../cache-api.ts';
import type { AnswerCount } from '../events/answer-counts.ts';
import { MOVED_SCOPE, POOR_HIT_RATE } from '../runs/moved.ts';
import { parseEntryKey } from '../store/answers.ts';
import { parseEvidenceKey } from '../store/evidence.ts';
import type { Listing } from './listing.ts';

interface Kept {
  answers: number;
  originals: number;
}

/** How much is kept, and what it has saved: what is kept is counted by its keys, what it has saved was counted by all runs. */
export async function measureStats(listing: Listing, counts: readonly Count[]): Promise<CacheStats> {
  const amount = await listing.measure();
  const kept = (await listing.isPossible()) ? await countKept(listing) : undefined;
  const ofCache = (name: string) => amountOf(counts, '', name);
  const ofCollectors = counts.filter(({ scope }) => scope !== '' && scope !== MOVED_SCOPE);
  const scopes = ofCollectors.map(({ scope }) => scope);
  const names = [...new Set([...(kept?.keys() ?? []), ...scopes])].sort((a, b) => a.localeCompare(b));
  const since = ofCache('since');
  const use = useOf(ofCollectors);
  return {
    entries: amount?.entries,
    bytes: amount?.bytes,
    ...totalOf(kept),
    ...use,
    evicted: ofCache('evicted'),
    damaged: ofCache('damaged'),
    errors: ofCache('errors'),
    moved: use.hitRate < POOR_HIT_RATE ? movedOf(counts) : [],
    since: since === 0 ? undefined : new Date(since).toISOString(),
    collectors: names.map((collector) => statsOf(collector, kept, counts)),
  };
}

function movedOf(counts: readonly Count[]): CacheStats['moved'] {
  const moved = counts.filter(({ scope }) => scope === MOVED_SCOPE);
  return moved
    .map(({ name, amount }) => ({ reason: name, sources: amount }))
    .sort((a, b) => b.sources - a.sources);
}

async function countKept(listing: Listing): Promise<ReadonlyMap<string, Kept>> {
  const collectors = new Map<string, Kept>();
  const count = (collector: string | undefined, what: keyof Kept) => {
    if (collector === undefined) return;
    const kept = collectors.get(collector) ?? { answers: 0, originals: 0 };
    kept[what]++;
    collectors.set(collector, kept);
  };
  for await (const keys of listing.keys('')) {
    for (const key of keys) {
      count(parseEntryKey(key)?.collector, 'answers');
      count(parseEvidenceKey(key)?.collector, 'originals');
    }
  }
  return collectors;
}

function statsOf(
  collector: string,
  kept: ReadonlyMap<string, Kept> | undefined,
  counts: readonly Count[],
): CollectorStats {
  const own = kept && (kept.get(collector) ?? { answers: 0, originals: 0 });
  return {
    collector,
    answers: own?.answers,
    originals: own?.originals,
    ...useOf(counts.filter(({ scope }) => scope === collector)),
  };
}

function totalOf(kept: ReadonlyMap<string, Kept> | undefined): Pick<CacheStats, keyof Kept> {
  if (!kept) return { answers: undefined, originals: undefined };
  const all = [...kept.values()];
  const sum = (what: keyof Kept) => all.reduce((total, one) => total + one[what], 0);
  return { answers: sum('answers'), originals: sum('originals') };
}

function useOf(counts: readonly Count[]): CacheUse {
  const sum = (wanted: AnswerCount) =>
    counts.reduce((total, { name, amount }) => (name === wanted ? total + amount : total), 0);
  const [hits, derived, stale, misses] = [sum('hits'), sum('derived'), sum('stale'), sum('misses')];
  const all = hits + derived + stale + misses;
  return {
    hits,
    derived,
    stale,
    misses,
    hitRate: all === 0 ? 0 : hits / all,
    callsSaved: hits,
    costSaved: sum('microDollarsSaved') / 1_000_000,
  };
}

function amountOf(counts: readonly Count[], scope: string, name: string): number {
  return counts.find((count) => count.scope === scope && count.name === name)?.amount ?? 0;
}
