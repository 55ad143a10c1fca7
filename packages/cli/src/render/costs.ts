import type { CostDetails, CostEntry, CostState } from '@bowerbird/runner';
import { arrow } from './errors.ts';
import { cleanLine, count, indent, money, moneyAtMost, number } from './format.ts';
import { table } from './table.ts';

const MEANINGS: Readonly<Record<CostState, string>> = {
  held: 'being bought, or left by a run that ended: the next run finds out',
  started: 'not finished: the next run goes on',
  done: 'bought',
  failed: 'the provider could not fulfil it',
  released: 'not bought',
  unconfirmed: 'it may have been bought, and nobody can tell',
};

const OPEN: readonly CostState[] = ['held', 'started'];

/** Purchases, one on a line, and what they cost in all. */
export function renderCosts(entries: readonly CostEntry[]): string {
  const rows = entries.map((entry) => [
    String(entry.id),
    minute(entry.since),
    entry.state,
    cleanLine(entry.collector),
    cleanLine(entry.pipeline),
    renderCharge(entry),
    cleanLine(entry.source),
  ]);
  const header = ['ID', 'SINCE', 'STATE', 'COLLECTOR', 'PIPELINE', 'COST', 'SOURCE'];
  return `${table([header, ...rows], [0, 5])}\n${providers(entries)}${totals(entries)}`;
}

/** One purchase, and what to do about it. */
export function renderCost(entry: CostDetails): string {
  const { id, state, since, settled, price, expected, reason, operation } = entry;
  const rows = [
    ['purchase', String(id)],
    ['state', `${state}: ${MEANINGS[state]}`],
    ['cost', renderCharge(entry)],
    ['price', `${moneyAtMost(price)} at most, ${money(expected)} expected`],
    ['collector', cleanLine(entry.collector)],
    ['provider', cleanLine(entry.provider)],
    ['pipeline', cleanLine(entry.pipeline)],
    ['source', cleanLine(entry.source)],
    ['run', cleanLine(entry.run)],
    ['since', since],
    ...(settled === undefined ? [] : [['settled', settled]]),
    ['answer', entry.answered ? 'here' : 'not here'],
    ...(reason === undefined ? [] : [['reason', cleanLine(reason)]]),
    ...(operation === undefined ? [] : [['operation', cleanLine(JSON.stringify(operation))]]),
  ];
  const hint = state === 'unconfirmed' ? `${arrow(howToResolve(id))}\n` : '';
  return `${table(rows)}${hint}`;
}

/** What a purchase has cost, or can. */
export function renderCharge(entry: CostEntry): string {
  return isKnown(entry) ? money(chargeOf(entry)) : `up to ${moneyAtMost(entry.price)}`;
}

/** What purchases have cost in all, or can. */
export function renderSum(entries: readonly CostEntry[]): string {
  const sum = entries.reduce((all, entry) => all + chargeOf(entry), 0);
  return entries.every(isKnown) ? money(sum) : `up to ${moneyAtMost(sum)}`;
}

// What is not known counts at its price, as it does for budgets.
function chargeOf({ state, cost, price }: CostEntry): number {
  return cost ?? (state === 'released' ? 0 : price);
}

function isKnown({ state, cost }: CostEntry): boolean {
  return cost !== undefined || state === 'released';
}

/** Whether it is a purchase, or may be one. */
function isMade({ state }: CostEntry): boolean {
  return state !== 'released';
}

/** A line for each provider, where there are several. */
function providers(entries: readonly CostEntry[]): string {
  const groups = new Map<string, CostEntry[]>();
  for (const entry of entries.filter(isMade))
    groups.set(entry.provider, [...(groups.get(entry.provider) ?? []), entry]);
  if (groups.size < 2) return '';
  const rows = [...groups].map(([provider, own]) => [
    cleanLine(provider),
    count(own.length, 'purchase'),
    renderSum(own),
  ]);
  return `${indent(table(rows, [1, 2]), 2)}\n`;
}

function totals(entries: readonly CostEntry[]): string {
  const settled = entries.filter(({ state }) => state === 'done' || state === 'failed');
  const open = entries.filter(({ state }) => OPEN.includes(state));
  const unconfirmed = entries.filter(({ state }) => state === 'unconfirmed');
  const are = (amount: number): string => (amount === 1 ? 'is' : 'are');
  const sentences = [
    `${count(settled.length, 'purchase')} cost ${renderSum(settled)}.`,
    open.length > 0 &&
      `${number(open.length)} ${are(open.length)} not finished (${renderSum(open)}): run again to go on.`,
    unconfirmed.length > 0 &&
      `${number(unconfirmed.length)} ${are(unconfirmed.length)} unconfirmed (${renderSum(unconfirmed)}).`,
  ].filter((sentence) => sentence !== false);
  const [first] = unconfirmed;
  return `${sentences.join(' ')}${first ? arrow(howToResolve(first.id)) : ''}\n`;
}

function howToResolve(id: number): string {
  return `Look it up at the provider, then say \`bowerbird costs resolve ${id} bought\` or \`… not-bought\`.`;
}

function minute(date: string): string {
  return date.slice(0, 16).replace('T', ' ');
}
