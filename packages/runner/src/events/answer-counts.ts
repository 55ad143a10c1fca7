import type { Count } from '@bowerbird/cache';
import type { Fact } from './bus.ts';

/** What is counted of each collector. */
export type AnswerCount = 'hits' | 'derived' | 'stale' | 'misses' | 'microDollarsSaved';

/**
 * The fold of a run's events into what the cache did for each collector. A hit was answered without calling the collector, what was
 * derived without asking the source; a miss is a call of the collector, whatever came of it.
 */
export class AnswerCounts {
  readonly #counts = new Map<string, Map<AnswerCount, number>>();
  // The collector that was asked last, of the tasks that are under way.
  readonly #asked = new Map<string, string>();

  hear(fact: Fact): void {
    if (fact.type === 'attempt-end') this.#asked.set(taskOf(fact), fact.collector);
    if (fact.type !== 'task-end') return;
    const { outcome } = fact;
    const asked = this.#asked.get(taskOf(fact));
    this.#asked.delete(taskOf(fact));
    if (outcome.status === 'collected') {
      const { by, from, stale, saved } = outcome;
      if (saved > 0) this.#add(by, 'microDollarsSaved', Math.round(saved * 1_000_000));
      if (stale !== undefined) this.#add(by, 'stale');
      else if (from === 'evidence') this.#add(by, 'derived');
      else if (from === 'source') this.#add(by, 'misses');
      else this.#add(by, 'hits');
    } else if (asked !== undefined) this.#add(asked, 'misses');
  }

  counts(): readonly Count[] {
    return [...this.#counts].flatMap(([scope, counts]) =>
      [...counts].map(([name, amount]) => ({ scope, name, amount })),
    );
  }

  #add(collector: string, name: AnswerCount, amount = 1): void {
    const counts = this.#counts.get(collector) ?? new Map<AnswerCount, number>();
    counts.set(name, (counts.get(name) ?? 0) + amount);
    this.#counts.set(collector, counts);
  }
}

function taskOf({ pipeline, key }: { readonly pipeline: string; readonly key: string }): string {
  return `${pipeline}\n${key}`;
}
