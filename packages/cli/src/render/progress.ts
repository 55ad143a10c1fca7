import type { RunEvent } from '@bowerbird/core';
import { money, number, percent, rate, roughly } from './format.ts';

// Fewer finished tasks say nothing about the pace.
const ENOUGH_FOR_A_PACE = 3;

/** What is known of a run while it goes on: a fold over its events. */
export class Progress {
  #open = new Set<string>();
  #discovered = false;
  #added = 0;
  #lookedUp = 0;
  #lookedUpHits = 0;
  // Hits that are not delivered yet. Counted and not noted by key: to find each again would take longer than all else here. What has become
  // unreadable since it was looked up counts as waiting to the end, which moves the time that is left by one source.
  #waiting = 0;
  #workDone = 0;
  #workSince: number | undefined;
  ended = 0;
  hits = 0;
  failed = 0;
  running = 0;
  /** US dollars. */
  cost = 0;

  readonly subscriber = (event: RunEvent): void => {
    switch (event.type) {
      case 'run-start':
        this.#open = new Set(event.pipelines);
        this.#discovered = event.pipelines.length === 0;
        break;
      case 'task-add':
        this.#added++;
        break;
      case 'discover-end':
        this.#open.delete(event.pipeline);
        this.#discovered = this.#open.size === 0;
        break;
      case 'lookup-end':
        this.#lookedUp += event.tasks.length;
        for (const { state } of event.tasks) {
          if (state !== 'hit') continue;
          this.#lookedUpHits++;
          this.#waiting++;
        }
        break;
      case 'attempt-start':
        this.#workSince ??= event.at;
        this.running++;
        break;
      case 'attempt-end':
        this.running--;
        break;
      case 'cost-charge':
        this.cost += event.cost;
        break;
      case 'task-end':
        this.#end(event);
        break;
    }
  };

  #end({ outcome }: RunEvent & { readonly type: 'task-end' }): void {
    this.ended++;
    if (outcome.status === 'failed') this.failed++;
    const isHit = outcome.status === 'collected' && outcome.from === 'cache';
    if (isHit) this.hits++;
    // What could not be checked is served from the cache after it was tried.
    if (isHit && outcome.stale === undefined && this.#waiting > 0) this.#waiting--;
    else this.#workDone++;
  }

  /** How many tasks there are; so far, until every discover has ended. */
  get total(): number {
    return Math.max(this.#added, this.ended);
  }

  /** 0 to 1, once every discover has ended: before that, the total is not known. */
  get share(): number | undefined {
    return this.#discovered && this.total > 0 ? this.ended / this.total : undefined;
  }

  /** How many of those that are not hits end in a time. */
  pace(now: number): string | undefined {
    if (this.#workSince === undefined || this.#workDone < ENOUGH_FOR_A_PACE) return undefined;
    return rate(this.#workDone, now - this.#workSince);
  }

  /** Milliseconds to go, from the pace of the tasks that are not hits. */
  remainingMs(now: number): number | undefined {
    if (!this.#discovered || this.#workSince === undefined || this.#workDone < ENOUGH_FOR_A_PACE) return;
    const unknown = Math.max(0, this.total - this.#lookedUp);
    const hitShare = this.#lookedUp > 0 ? this.#lookedUpHits / this.#lookedUp : 0;
    const work = this.total - this.ended - this.#waiting - unknown * hitShare;
    return Math.max(0, (work * (now - this.#workSince)) / this.#workDone);
  }
}

/** Progress on one line that fits into `width`: what matters less is left out where there is no room. */
export function progressLine(progress: Progress, now: number, width: number): string {
  const { share, ended, total, hits, failed, running, cost } = progress;
  const remaining = progress.remainingMs(now);
  const pace = progress.pace(now);
  const head =
    share === undefined
      ? `${number(ended)} of ${number(total)} so far`
      : `${percent(share).padStart(4)}  ${number(ended)} of ${number(total)}`;
  const parts = [
    failed > 0 && `${number(failed)} failed`,
    cost > 0 && `${money(cost)} spent`,
    remaining !== undefined && ended < total && `about ${roughly(remaining)} left`,
    hits > 0 && `${number(hits)} from cache`,
    pace !== undefined && pace,
    running > 0 && `${number(running)} in progress`,
  ].filter((part) => part !== false);
  let line = head;
  for (const part of parts) {
    const longer = `${line} · ${part}`;
    if (longer.length <= width) line = longer;
  }
  return line.slice(0, width);
}
