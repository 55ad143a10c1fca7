import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lanesOf } from './lanes.ts';

const tasks = fc.array(fc.record({ from: fc.nat(1000), length: fc.nat(100), group: fc.nat(60) }), {
  maxLength: 300,
});

it('puts each task into one lane of its group, without overlaps while there is room', () => {
  fc.assert(
    fc.property(tasks, (all) => {
      const rows = all.map((_, row) => row);
      const times = { from: all.map(({ from }) => from), to: all.map(({ from, length }) => from + length) };
      const lanes = lanesOf(rows, times, (row) => `g${all[row]?.group}`);
      expect(lanes.flatMap((lane) => lane.rows).sort((a, b) => a - b)).toEqual(rows);
      const groups = Map.groupBy(lanes, ({ group }) => group);
      for (const [group, own] of groups)
        for (const { rows: members } of own)
          for (const [index, row] of members.entries()) {
            if (!group.endsWith(' others')) expect(group).toBe(`g${all[row]?.group}`);
            // Where all lanes of a group are taken, tasks share them.
            const before = members[index - 1];
            if (own.length < Math.floor(400 / groups.size) && before !== undefined)
              expect(times.to[before]).toBeLessThanOrEqual(times.from[row] ?? 0);
          }
    }),
  );
});

it('has few groups, the largest by name, however many there are', () => {
  const rows = Array.from({ length: 50_000 }, (_, row) => row);
  const times = { from: rows, to: rows.map((row) => row + 1) };
  const lanes = lanesOf(rows, times, (row) => (row % 2 === 0 ? 'large' : `host ${row % 20_000}`));
  const groups = [...new Set(lanes.map(({ group }) => group))];
  expect(groups).toHaveLength(20);
  expect(groups[0]).toBe('large');
  expect(groups).toContain('9982 others');
  expect(lanes.length).toBeLessThanOrEqual(400);
});
