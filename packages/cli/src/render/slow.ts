import type { RunEvent } from '@bowerbird/core';
import { withoutSource } from './failures.ts';
import { cleanLine, roughly } from './format.ts';
import { PerTask } from './per-task.ts';

// Sooner nobody wonders.
const SLOW_MS = 10_000;

type AttemptStart = RunEvent & { readonly type: 'attempt-start' };

interface Waiting {
  readonly start: AttemptStart;
  /** What it waits for, where that is known. */
  readonly reason?: string | undefined;
  /** When it goes on. */
  readonly until?: number | undefined;
}

/** The sources that take long, and what they wait for: a fold over a run's events. */
export class SlowItems {
  // Most are soon over: the event itself is kept, and nothing is made of it.
  readonly #waiting = new PerTask<AttemptStart | Waiting>();

  readonly subscriber = (event: RunEvent): void => {
    switch (event.type) {
      case 'attempt-start': {
        const before = this.#waiting.get(event);
        this.#waiting.set(event, before === undefined ? event : { start: startOf(before) });
        break;
      }
      case 'attempt-end': {
        const before = this.#waiting.take(event);
        if (!before || event.retryAfterMs === undefined) break;
        const until = event.at + event.retryAfterMs;
        this.#waiting.set(event, { start: startOf(before), reason: event.error?.message, until });
        break;
      }
      case 'operation-start': {
        const before = this.#waiting.get(event);
        const reason = `${event.collector} works on it`;
        if (before) this.#waiting.set(event, { start: startOf(before), reason });
        break;
      }
      case 'task-end':
        this.#waiting.take(event);
        break;
    }
  };

  /** A line for each of the slowest, the slowest first. */
  lines(now: number, most: number, width: number): readonly string[] {
    const slow = [...this.#waiting.values()]
      .filter((waiting) => now - startOf(waiting).at >= SLOW_MS)
      .sort((a, b) => startOf(a).at - startOf(b).at);
    const lines = slow.slice(0, most).map((waiting) => lineOf(waiting, now, width));
    const more = slow.length - lines.length;
    return more > 0 ? [...lines, `  and ${more} more that take long`] : lines;
  }
}

function startOf(waiting: AttemptStart | Waiting): AttemptStart {
  return 'start' in waiting ? waiting.start : waiting;
}

function lineOf(waiting: AttemptStart | Waiting, now: number, width: number): string {
  const { source, collector, at: since } = startOf(waiting);
  const { reason, until }: Partial<Waiting> = 'start' in waiting ? waiting : {};
  const again = until !== undefined && until > now ? `again in ${roughly(until - now)}` : undefined;
  const what = [
    again,
    reason === undefined ? `waiting for ${collector}` : withoutSource(reason, source),
  ].filter((part) => part !== undefined);
  const tail = ` ${roughly(now - since)}: ${cleanLine(what.join(', '))}`;
  const room = Math.max(10, width - 2 - Math.min(tail.length, Math.floor(width / 2)));
  return `  ${shortened(cleanLine(source), room)}${tail}`.slice(0, width);
}

/** The end of an address says more than its beginning. */
function shortened(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(text.length - width + 1)}`;
}
