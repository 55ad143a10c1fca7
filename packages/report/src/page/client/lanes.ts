/** A row of the timeline, in which no task overlaps another one. */
export interface Lane {
  readonly group: string;
  readonly rows: number[];
}

// More are too thin to be seen: what has no room shares the last ones of its group.
const MOST_LANES = 400;

/**
 * Puts tasks into lanes, group by group: each into the first lane that is free when it begins. Intervals in the order of their
 * beginnings, so the lanes are as few as can be (interval partitioning, Kleinberg and Tardos, Algorithm Design, section 4.1).
 */
export function lanesOf(
  rows: readonly number[],
  times: { readonly from: readonly number[]; readonly to: readonly number[] },
  groupOf: (row: number) => string,
): readonly Lane[] {
  const groups = Map.groupBy(
    rows.toSorted((a, b) => (times.from[a] ?? 0) - (times.from[b] ?? 0)),
    groupOf,
  );
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
