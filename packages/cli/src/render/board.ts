import type { RunEvent } from '@bowerbird/core';
import type { BudgetState } from '@bowerbird/runner';
import { cleanLine, money } from './format.ts';
import { Progress, progressLine } from './progress.ts';
import { Purse } from './purse.ts';
import { SlowItems } from './slow.ts';

const MOST_PIPELINES = 8;
const MOST_SLOW = 3;
const LONGEST_NAME = 20;
const LONGEST_BAR = 24;
/** Narrower than this there is no room for bars. */
const WIDE = 76;

/** What a run looks like while it goes on: a line with a bar for each pipeline, and one for each source that takes long. */
export class Board {
  readonly #all = new Progress();
  readonly #pipelines = new Map<string, Progress>();
  readonly #slow = new SlowItems();
  readonly #purse: Purse;

  /** @param budgets what the run may spend */
  constructor(budgets: readonly BudgetState[] = []) {
    this.#purse = new Purse(budgets);
  }

  readonly subscriber = (event: RunEvent): void => {
    this.#all.subscriber(event);
    this.#slow.subscriber(event);
    this.#purse.subscriber(event);
    if (event.type === 'run-start') this.#begin(event);
    else if ('pipeline' in event && event.pipeline !== undefined) {
      const own = this.#pipelines.get(event.pipeline);
      if (own !== this.#all) own?.subscriber(event);
    }
  };

  #begin(event: RunEvent & { readonly type: 'run-start' }): void {
    const [only, ...others] = event.pipelines;
    // One alone is all there is.
    if (only !== undefined && others.length === 0) {
      this.#pipelines.set(only, this.#all);
      return;
    }
    for (const name of event.pipelines) {
      const progress = new Progress();
      progress.subscriber({ ...event, pipelines: [name] });
      this.#pipelines.set(name, progress);
    }
  }

  /** Lines that fit into `width`. */
  lines(now: number, width: number): readonly string[] {
    if (this.#pipelines.size === 0) return this.#all.total > 0 ? [progressLine(this.#all, now, width)] : [];
    const names = [...this.#pipelines.keys()];
    const shown = names.slice(0, MOST_PIPELINES);
    const column = Math.min(LONGEST_NAME, Math.max(...shown.map((name) => cleanLine(name).length)));
    const lines = shown.map((name) => this.#line(name, column, now, width));
    return [
      ...lines,
      ...(names.length > shown.length ? [`and ${names.length - shown.length} more pipelines`] : []),
      ...(names.length > 1 ? [progressLine(this.#all, now, width)] : []),
      ...this.#spent(width),
      ...this.#slow.lines(now, MOST_SLOW, width),
    ];
  }

  #line(name: string, column: number, now: number, width: number): string {
    const progress = this.#pipelines.get(name) ?? this.#all;
    const label = cleanLine(name).slice(0, column).padEnd(column);
    const bar = width < WIDE ? '' : ` ${barOf(progress.share, Math.min(LONGEST_BAR, Math.floor(width / 6)))}`;
    const head = `${label}${bar} `;
    return head + progressLine(progress, now, width - head.length);
  }

  #spent(width: number): readonly string[] {
    const tightest = this.#purse.tightest();
    if (!tightest) return [];
    const { left, name } = tightest;
    return [cleanLine(`${money(this.#all.cost)} spent, ${money(left)} left of ${name}`).slice(0, width)];
  }
}

/** A bar; one that is not known how far is empty. */
function barOf(share: number | undefined, width: number): string {
  const full = Math.round((share ?? 0) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
