import type { LookupState } from '@bowerbird/core';
import type { Plan, PlannedItem, PlannedPipeline } from '@bowerbird/runner';
import { renderFailures } from './failures.ts';
import { cleanLine, count, indent, number } from './format.ts';
import { renderItemPrice, renderPrice, renderPurchases } from './price.ts';
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
  const buys = plan.pipelines.some(({ price }) => renderPrice(price) !== '');
  const rows = plan.pipelines.map((pipeline) => [
    pipeline.name,
    number(pipeline.items.length),
    ...STATES.map((state) => number(pipeline[state])),
    number(pipeline.failures.length),
    ...(buys ? [renderPrice(pipeline.price)] : []),
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
    ...(buys ? ['PRICE'] : []),
    ...(items ? [] : ['WHY']),
  ];
  const overview = table([header, ...rows], [1, 2, 3, 4, 5, 6]);
  const details = items ? plan.pipelines.map((pipeline) => itemList(pipeline, style)) : [];
  return [overview, ways(plan), ...details, failures(plan, style), `${closing(plan)}${renderPurchases(plan)}`]
    .filter((part) => part !== '')
    .join('\n');
}

/** What becomes of the documents of pipelines with transforms. */
function ways({ pipelines }: Plan): string {
  return pipelines
    .filter(({ transforms }) => transforms.length > 0)
    .map(({ name, transforms, sinks }) => `${name} → ${[...transforms, sinks.join(', ')].join(' → ')}\n`)
    .join('');
}

function reasons({ items }: PlannedPipeline): string {
  return STATES.flatMap((state) => {
    const groups = groupReasons(items.filter((item) => item.state === state));
    if (groups.length === 0) return [];
    const shown = groups
      .slice(0, REASONS_SHOWN)
      .map(({ text, amount }) => (groups.length === 1 ? text : `${text} (${number(amount)})`));
    const rest = groups.length - shown.length;
    return `${state}: ${[...shown, ...(rest > 0 ? [`and ${count(rest, 'other reason')}`] : [])].join(', ')}`;
  }).join('; ');
}

/** Reasons that differ in their figures alone ("checked 3 days ago") are one reason; the commonest comes first. */
function groupReasons(
  items: readonly PlannedItem[],
): readonly { readonly text: string; readonly amount: number }[] {
  const groups = new Map<string, { readonly first: string; amount: number; alike: boolean }>();
  for (const { reason } of items) {
    const kind = reason.replace(/\d+/g, '#');
    const group = groups.get(kind) ?? { first: reason, amount: 0, alike: true };
    group.amount++;
    group.alike &&= group.first === reason;
    groups.set(kind, group);
  }
  return [...groups.values()]
    .sort((a, b) => b.amount - a.amount)
    .map(({ first, amount, alike }) => ({ text: `${alike ? '' : 'e.g. '}${cleanLine(first)}`, amount }));
}

function itemList(pipeline: PlannedPipeline, style: Style): string {
  if (pipeline.items.length === 0) return '';
  const buys = pipeline.items.some(({ price }) => price !== undefined);
  const rows = pipeline.items.map((item) => [
    item.state,
    // Nobody is asked for what is here: the collector is the one that has brought it.
    cleanLine(item.route.length > 0 ? item.route.join(' → ') : item.collector),
    cleanLine(item.source),
    ...(buys ? [item.price === undefined ? '' : renderItemPrice(item.price)] : []),
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
