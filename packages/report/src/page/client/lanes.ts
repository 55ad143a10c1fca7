/** A row of the timeline, in which no task overlaps another one. */
export interface Lane {
  readonly group: string;
  readonly rows: number[];
}

// More are too thin to be seen: what has no room shares the last ones of its group.
const MOST_LANES = 400;
// Each has a heading. With thousands of hosts the canvas would be higher than any browser draws.
const MOST_GROUPS = 20;

/**
 * Puts tasks into lanes, group by group: each into the first lane that is free when it begins. Intervals in the order of their
 * beginnings, so the lanes are as few as can be (interval partitioning, Kleinberg and Tardos, Algorithm Design, section 4.1).
 * Where there are many groups, the small ones are one.
 */
export function lanesOf(
  rows: readonly number[],
  times: { readonly from: readonly number[]; readonly to: readonly number[] },
  groupOf: (row: number) => string,
): readonly Lane[] {
  const inOrder = rows.toSorted((a, b) => (times.from[a] ?? 0) - (times.from[b] ?? 0));
  const groups = largest(Map.groupBy(inOrder, groupOf), inOrder, groupOf);
  const most = Math.max(1, Math.floor(MOST_LANES / groups.size));
  return [...groups].flatMap(([group, members]) => {
    const lanes: Lane[] = [];
    const freeAt: number[] = [];
    for (const row of members) {
      const from = times.from[row] ?? 0;
      const free = freeAt.findIndex((time) => time <= from);
      const lane = free >= 0 ? free : Math.min(lanes.length, most - 1);
      lanes[lane] ??= { group, rows: [] };
      lanes[lane].rows.push(row);
      freeAt[lane] = Math.max(freeAt[lane] ?? 0, times.to[row] ?? 0);
    }
    return lanes;
  });
}

function largest(
  groups: ReadonlyMap<string, number[]>,
  rows: readonly number[],
  groupOf: (row: number) => string,
): ReadonlyMap<string, number[]> {
  if (groups.size <= MOST_GROUPS) return groups;
  const bySize = [...groups].sort(([, a], [, b]) => b.length - a.length);
  const kept = new Set(bySize.slice(0, MOST_GROUPS - 1).map(([name]) => name));
  const others = `${groups.size - kept.size} others`;
  return Map.groupBy(rows, (row) => (kept.has(groupOf(row)) ? groupOf(row) : others));
}
