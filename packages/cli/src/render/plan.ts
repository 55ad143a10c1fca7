import type { LookupState } from '@bowerbird/core';
import type { Plan, PlannedPipeline } from '@bowerbird/runner';
import { renderFailures } from './failures.ts';
import { cleanLine, count, indent, number } from './format.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

const STATES = ['hit', 'stale', 'derive', 'miss'] as const satisfies readonly LookupState[];

// More reasons for one state than this are not an overview any more; `--items` shows them all.
const REASONS_SHOWN = 3;

interface PlanView {
  /** Every source. */
  readonly items: boolean;
  readonly style: Style;
}

/** What a run would do, for people. */
export function renderPlan(plan: Plan, { items, style }: PlanView): string {
  const rows = plan.pipelines.map((pipeline) => [
    pipeline.name,
    number(pipeline.items.length),
    ...STATES.map((state) => number(pipeline[state])),
    number(pipeline.failures.length),
    ...(items ? [] : [reasons(pipeline)]),
  ]);
  const header = [
    'PIPELINE',
    'SOURCES',
    'HIT',
    'STALE',
    'DERIVE',
    'MISS',
    'FAILED',
    ...(items ? [] : ['WHY']),
  ];
  const overview = table([header, ...rows], [1, 2, 3, 4, 5, 6]);
  const details = items ? plan.pipelines.map((pipeline) => itemList(pipeline, style)) : [];
  return [overview, ...details, failures(plan, style), closing(plan)]
    .filter((part) => part !== '')
    .join('\n');
}

function reasons({ items }: PlannedPipeline): string {
  return STATES.map((state) => {
    const counts = new Map<string, number>();
    for (const item of items) {
      if (item.state === state) counts.set(item.reason, (counts.get(item.reason) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([, a], [, b]) => b - a);
    const shown = sorted
      .slice(0, REASONS_SHOWN)
      .map(([reason, amount]) =>
        sorted.length === 1 ? cleanLine(reason) : `${cleanLine(reason)} (${number(amount)})`,
      );
    const more =
      sorted.length > REASONS_SHOWN ? [`and ${count(sorted.length - REASONS_SHOWN, 'other reason')}`] : [];
    return sorted.length === 0 ? '' : `${state}: ${[...shown, ...more].join(', ')}`;
  })
    .filter((part) => part !== '')
    .join('; ');
}

function itemList(pipeline: PlannedPipeline, style: Style): string {
  if (pipeline.items.length === 0) return '';
  const rows = pipeline.items.map((item) => [
    item.state,
    cleanLine(item.collector),
    cleanLine(item.source),
    cleanLine(item.reason),
  ]);
  return `${style.bold(pipeline.name)}\n${indent(table(rows), 2)}`;
}

function failures(plan: Plan, style: Style): string {
  const all = plan.pipelines.flatMap(({ name, failures: list }) =>
    list.map(({ source, error }) => ({ ...error, source, pipeline: name })),
  );
  if (all.length === 0) return '';
  return `${style.red(`${count(all.length, 'source')} cannot be planned`)}\n\n${renderFailures(all, style)}`;
}

function closing({ pipelines }: Plan): string {
  const total = (state: LookupState): number => pipelines.reduce((sum, pipeline) => sum + pipeline[state], 0);
  const sources = STATES.reduce((sum, state) => sum + total(state), 0);
  const ask = total('stale') + total('miss');
  if (sources === 0) return 'A run would do nothing: there is no source.\n';
  if (ask === 0) return `A run would fetch nothing: ${count(sources, 'source')}, all here.\n`;
  const here = sources - ask;
  const check = total('stale') > 0 ? ` (${number(total('stale'))} of them only to check)` : '';
  return `A run would ask for ${count(ask, 'source')}${check}; ${number(here)} ${here === 1 ? 'is' : 'are'} here.\n`;
}
