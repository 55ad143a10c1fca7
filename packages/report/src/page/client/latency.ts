import type { TaskColumns } from '../page-data.ts';
import { duration, number } from '../words.ts';
import { el } from './dom.ts';

/** How long the sources took that were asked, by collector: a table of bars on a logarithmic scale. */
export function showLatency(place: HTMLElement, tasks: TaskColumns): void {
  const rows = tasks.source.map((_, row) => row).filter((row) => (tasks.attempts[row] ?? 0) > 0);
  if (rows.length === 0) {
    place.append(el('p', {}, 'No source was asked.'));
    return;
  }
  const byCollector = Map.groupBy(rows, (row) => tasks.names[tasks.collector[row] ?? 0] || 'none');
  for (const [collector, members] of byCollector) {
    const bins = binned(members.map((row) => (tasks.to[row] ?? 0) - (tasks.from[row] ?? 0)));
    const most = Math.max(...bins.map(({ count }) => count));
    const lines = bins.map(({ upTo, count }) =>
      el(
        'tr',
        {},
        el('th', { scope: 'row' }, `up to ${duration(upTo)}`),
        el('td', {}, el('meter', { min: 0, max: most, value: count, 'aria-hidden': 'true' })),
        el('td', {}, number(count)),
      ),
    );
    place.append(el('table', { class: 'bars' }, el('caption', {}, collector), el('tbody', {}, ...lines)));
  }
}

/** Counts by powers of two of milliseconds, from the first that has any to the last. */
function binned(values: readonly number[]): readonly { readonly upTo: number; readonly count: number }[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const bin = Math.max(0, Math.ceil(Math.log2(Math.max(1, value))));
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    upTo: 2 ** (first + index),
    count: counts.get(first + index) ?? 0,
  }));
}
