import uPlot from 'uplot';
import type { TaskColumns } from '../page-data.ts';
import { duration, number } from '../words.ts';
import { colour, el, onTheme } from './dom.ts';

const BINS = 120;
const KINDS = ['collected', 'hit', 'derived', 'failed'] as const;

/** How many sources ended, over time, by how they ended. */
export function showThroughput(place: HTMLElement, tasks: TaskColumns): void {
  if (tasks.source.length === 0) {
    place.append(el('p', {}, 'There were no sources.'));
    return;
  }
  const end = tasks.to.reduce((most, to) => Math.max(most, to), 1);
  const width = Math.max(1, Math.ceil(end / BINS));
  const counts = KINDS.map(() => new Array<number>(Math.ceil((end + 1) / width)).fill(0));
  for (const [row, to] of tasks.to.entries()) {
    const kind = KINDS.indexOf(tasks.names[tasks.ended[row] ?? 0] as (typeof KINDS)[number]);
    const bins = counts[kind];
    const bin = Math.floor(to / width);
    if (bins) bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const times = counts[0]?.map((_, bin) => (bin * width) / 1000) ?? [];
  const chart = el('div', {
    role: 'img',
    'aria-label': `${number(tasks.source.length)} sources ended within ${duration(end)}, shown in steps of ${duration(width)}.`,
  });
  place.append(chart);
  let drawn = draw(chart, [times, ...counts], width);
  onTheme(() => {
    drawn.destroy();
    drawn = draw(chart, [times, ...counts], width);
  });
  addEventListener('resize', () => drawn.setSize({ width: chart.clientWidth, height: 220 }));
}

function draw(chart: HTMLElement, data: readonly number[][], binMs: number): uPlot {
  const axis = {
    stroke: colour('faint'),
    grid: { stroke: colour('line') },
    ticks: { stroke: colour('line') },
  };
  return new uPlot(
    {
      width: Math.max(200, chart.clientWidth),
      height: 220,
      scales: { x: { time: false } },
      axes: [
        { ...axis, values: (_, seconds) => seconds.map((value) => duration(value * 1000)) },
        { ...axis, label: `sources in ${duration(binMs)}`, stroke: colour('faint') },
      ],
      series: [
        { label: 'until', value: (_, seconds) => (seconds === null ? '' : duration(seconds * 1000)) },
        ...KINDS.map((kind) => ({
          label: kind,
          stroke: colour(`of-${kind}`),
          width: 2,
          points: { show: false },
        })),
      ],
    },
    data as unknown as uPlot.AlignedData,
    chart,
  );
}
