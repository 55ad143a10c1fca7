import type { CacheStats, CacheUse, CollectorStats } from '@bowerbird/runner';
import { bytes, cleanLine, count, indent, money, number, percent } from './format.ts';
import { table } from './table.ts';

const UNKNOWN = '?';

/** How much is kept and what it has saved, for people. */
export function renderStats(location: string, stats: CacheStats): string {
  return [
    `${sizeOf(stats)} in ${location}\n`,
    used(stats),
    stats.collectors.length === 0 ? '' : collectors(stats),
    moved(stats),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function sizeOf({ entries, bytes: size }: CacheStats): string {
  if (entries === undefined) return 'An unknown number of entries (the store cannot list what it holds)';
  return `${count(entries, 'entry', 'entries')}, ${bytes(size ?? 0)}`;
}

/** What happened since counting began; nothing before the first run. */
function used(stats: CacheStats): string {
  if (stats.since === undefined) return '';
  const { hits, derived, stale, misses, evicted, damaged, errors } = stats;
  const rows = [
    ['hits', `${number(hits)} of ${number(hits + derived + stale + misses)} (${percent(stats.hitRate)})`],
    ['derived', number(derived)],
    ['stale', number(stale)],
    ['calls saved', number(stats.callsSaved)],
    ['cost saved', money(stats.costSaved)],
    ['thrown out', number(evicted)],
    ['damaged', number(damaged)],
    ['errors', number(errors)],
  ];
  return `Since ${stats.since.slice(0, 10)}\n${indent(table(rows), 2)}`;
}

function collectors(stats: CacheStats): string {
  const header = ['COLLECTOR', 'ANSWERS', 'ORIGINALS', 'HITS', 'MISSES', 'HIT RATE', 'SAVED'];
  const rows = stats.collectors.map((row) => [row.collector, ...figures(row)]);
  const all = stats.collectors.length > 1 ? [['', ...figures(stats)]] : [];
  return table([header, ...rows, ...all], [1, 2, 3, 4, 5, 6]);
}

function figures(row: CacheUse & Pick<CollectorStats, 'answers' | 'originals'>): string[] {
  const known = (amount: number | undefined) => (amount === undefined ? UNKNOWN : number(amount));
  const { hits, derived, stale, misses } = row;
  const rate = hits + derived + stale + misses === 0 ? '' : percent(row.hitRate);
  return [known(row.answers), known(row.originals), number(hits), number(misses), rate, money(row.costSaved)];
}

function moved({ moved: reasons }: CacheStats): string {
  if (reasons.length === 0) return '';
  const rows = reasons.map(({ reason, sources }) => [`  ${count(sources, 'source')}`, cleanLine(reason)]);
  return `Few hits, because these were collected again under another key:\n\n${table(rows)}`;
}
