import type { ProviderCosts, RunCounts, RunRemark, RunSummary } from '@bowerbird/runner';
import { arrow, renderWarning } from './errors.ts';
import { renderFailures, withoutSource } from './failures.ts';
import {
  bytes,
  cleanLine,
  count,
  duration,
  figureAtMost,
  indent,
  money,
  moneyAtMost,
  number,
  percent,
  shortPath,
} from './format.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** What became of a run, for people: the figures, every failure, and what to do next. */
export function renderSummary(summary: RunSummary, style: Style, cwd: string): string {
  return [
    `${style.bold(headline(summary))}\n${figures(summary, cwd)}`,
    renderProblems(summary, style),
    nextSteps(summary),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What went wrong, without the figures; empty when nothing did. */
export function renderProblems(summary: RunSummary, style: Style): string {
  return [
    failures(summary, style),
    pending(summary, style),
    unbought(summary, style),
    gone(summary, style),
    stale(summary, style),
    warnings(summary, style),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function headline({ status, total, durationMs }: RunSummary): string {
  const time = duration(durationMs);
  const sources = sourcesOf(total);
  if (sources === 0) {
    if (status === 'interrupted') return `Stopped after ${time}, before the first source was looked at`;
    return status === 'failed' ? 'Nothing was run' : 'Nothing to do: there is no source';
  }
  if (status === 'interrupted') {
    return `Stopped after ${time}: ${number(total.collected)} of ${count(sources, 'source')} collected`;
  }
  if (total.collected < sources) {
    return `Collected ${number(total.collected)} of ${count(sources, 'source')} in ${time}`;
  }
  return total.from.cache === sources && total.change.new + total.change.changed === 0
    ? `Nothing new: ${count(sources, 'source')}, all here already (${time})`
    : `Collected ${count(sources, 'source')} in ${time}`;
}

// A source whose discovery failed has an outcome, but was never a task.
function sourcesOf({ tasks, collected, failed, pending, skipped, gone: lost }: RunCounts): number {
  return Math.max(tasks, collected + failed + pending + skipped + lost);
}

function figures(summary: RunSummary, cwd: string): string {
  const { total } = summary;
  if (sourcesOf(total) === 0) return indent(table(prunedRow(total)), 2);
  const { from, change } = total;
  const rows: (readonly [string, string])[] = [
    [
      'collected',
      `${number(from.cache)} from cache · ${number(from.evidence)} derived · ${number(from.source)} from source (${percent(total.hitRate)} hits)`,
    ],
    [
      'changes',
      `${number(change.new)} new · ${number(change.changed)} changed · ${number(change.unchanged)} unchanged`,
    ],
    ...others(total),
    ...(total.duplicates > 0 ? [['duplicates', `${number(total.duplicates)} named again`] as const] : []),
    ...documents(summary, cwd),
    ['network', `${count(total.requests, 'request')}, ${bytes(total.bytes)}`],
    ['money', moneyOf(total)],
    ...providers(summary),
    ...pipelines(summary),
  ];
  return indent(table(rows), 2);
}

function others(total: RunCounts): (readonly [string, string])[] {
  const parts = [
    total.failed > 0 && `${number(total.failed)} failed`,
    total.gone > 0 && `${number(total.gone)} gone`,
    total.pending > 0 && `${number(total.pending)} pending`,
    total.unbought > 0 && `${number(total.unbought)} not bought`,
    total.skipped > total.unbought && `${number(total.skipped - total.unbought)} skipped`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? [['not collected', parts.join(' · ')]] : [];
}

/** One line a sink, with the place where it writes. */
function documents(
  { total, sinks, pipelines: all }: RunSummary,
  cwd: string,
): readonly (readonly [string, string])[] {
  const pruned = prunedRow(total);
  if (sinks.length === 0) return [['documents', number(total.documents)], ...pruned];
  // Not in the order in which they were written first: that is another one in each run.
  const place = (pipeline: string) => all.findIndex(({ name }) => name === pipeline);
  const sorted = sinks.toSorted((a, b) => place(a.pipeline) - place(b.pipeline));
  const rows = sorted.map(({ sink, location, documents: amount }, index) => {
    const where = location === undefined ? sink : shortPath(location, cwd);
    return [index === 0 ? 'documents' : '', `${number(amount)} → ${where}`] as const;
  });
  return [...rows, ...pruned];
}

function prunedRow({ pruned }: RunCounts): readonly (readonly [string, string])[] {
  return pruned > 0 ? [['pruned', count(pruned, 'document')]] : [];
}

function moneyOf({ cost, saved, purchases }: Omit<ProviderCosts, 'name'>): string {
  const bought = purchases > 0 ? ` (${count(purchases, 'purchase')})` : '';
  return `cost ${money(cost)}${bought}, saved ${money(saved)}`;
}

function providers(summary: RunSummary): (readonly [string, string])[] {
  return summary.providers.map((provider, index) => [
    index === 0 ? 'providers' : '',
    `${cleanLine(provider.name)}: ${moneyOf(provider)}`,
  ]);
}

function pipelines(summary: RunSummary): (readonly [string, string])[] {
  if (summary.pipelines.length < 2) return [];
  return summary.pipelines.map((pipeline, index) => {
    const { name, collected, failed, purchases, cost, saved } = pipeline;
    const value = [
      `${name}: ${number(collected)} of ${number(sourcesOf(pipeline))}`,
      ...(failed > 0 ? [`${number(failed)} failed`] : []),
      ...(purchases > 0 || cost > 0 ? [`cost ${money(cost)}`] : []),
      ...(saved > 0 ? [`saved ${money(saved)}`] : []),
    ].join(', ');
    return [index === 0 ? 'pipelines' : '', value];
  });
}

function failures(summary: RunSummary, style: Style): string {
  if (summary.failures.length === 0) return '';
  const title = style.red(`${count(summary.failures.length, 'source')} failed`);
  return `${title}\n\n${renderFailures(summary.failures, style)}`;
}

function pending(summary: RunSummary, style: Style): string {
  if (summary.pending.length === 0) return '';
  const are = summary.pending.length === 1 ? 'is' : 'are';
  const title = style.yellow(`${count(summary.pending.length, 'purchase')} ${are} not finished`);
  return `${title}; run again to go on: nothing is bought twice\n\n${remarks(summary.pending)}`;
}

function unbought(summary: RunSummary, style: Style): string {
  if (summary.unbought.length === 0) return '';
  const sum = summary.unbought.reduce((all, { price }) => all + price, 0);
  const were = summary.unbought.length === 1 ? 'was' : 'were';
  const title = style.yellow(`${count(summary.unbought.length, 'source')} ${were} not bought`);
  const rows = summary.unbought.map(({ source, reason, price }) => [
    `  ${cleanLine(source)}`,
    moneyAtMost(price),
    withoutSource(reason, source),
  ]);
  // A budget holds beside --max-cost.
  const byBudget = summary.unbought.every(({ reason }) => /^the budget\b/.test(reason));
  const how = byBudget
    ? 'Raise `budget` in the rc file. The next run goes on within it.'
    : `Run with --max-cost ${figureAtMost(sum)}, or set or raise \`budget\` in the rc file.`;
  return `${title}; ${moneyAtMost(sum)} at most\n\n${table(rows, [1])}${arrow(how)}\n`;
}

function gone(summary: RunSummary, style: Style): string {
  if (summary.gone.length === 0) return '';
  const are = summary.gone.length === 1 ? 'is' : 'are';
  const title = style.yellow(`${count(summary.gone.length, 'source')} ${are} gone`);
  return `${title}; what was delivered stays, unless a run has --prune\n\n${remarks(summary.gone)}`;
}

function stale(summary: RunSummary, style: Style): string {
  if (summary.stale.length === 0) return '';
  const title = style.yellow(`${count(summary.stale.length, 'source')} could not be checked`);
  return `${title}; what is here was delivered\n\n${remarks(summary.stale)}`;
}

function remarks(all: readonly RunRemark[]): string {
  return table(all.map(({ source, reason }) => [`  ${cleanLine(source)}`, withoutSource(reason, source)]));
}

function warnings(summary: RunSummary, style: Style): string {
  return summary.warnings.map((warning) => `${renderWarning(warning, style)}\n`).join('');
}

function nextSteps(summary: RunSummary): string {
  const { failures: failed, status, total } = summary;
  if (status === 'interrupted') return 'Run again to go on: what is here is not fetched again.\n';
  if (failed.length > 0) {
    return `${count(failed.length, 'source')} failed. Run again at any time: what is here is not fetched again.\n`;
  }
  return sourcesOf(total) === 0 && status === 'done'
    ? 'Add addresses, files or lists under `sources` of a pipeline.\n'
    : '';
}
