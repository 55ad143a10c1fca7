import type { RunEvent } from '@bowerbird/core';
import { withoutSource } from './failures.ts';
import { cleanLine, roughly } from './format.ts';

// Sooner nobody wonders.
const SLOW_MS = 10_000;

interface Waiting {
  readonly source: string;
  readonly collector: string;
  readonly since: number;
  /** What it waits for, where that is known. */
  reason?: string | undefined;
  /** When it goes on. */
  until?: number | undefined;
}

/** The sources that take long, and what they wait for: a fold over a run's events. */
export class SlowItems {
  readonly #waiting = new Map<string, Waiting>();

  readonly subscriber = (event: RunEvent): void => {
    switch (event.type) {
      case 'attempt-start': {
        const { source, collector, at } = event;
        const since = this.#waiting.get(keyOf(event))?.since ?? at;
        this.#waiting.set(keyOf(event), { source, collector, since });
        break;
      }
      case 'attempt-end': {
        const waiting = this.#waiting.get(keyOf(event));
        if (!waiting || event.retryAfterMs === undefined) this.#waiting.delete(keyOf(event));
        else {
          waiting.reason = event.error?.message;
          waiting.until = event.at + event.retryAfterMs;
        }
        break;
      }
      case 'operation-start': {
        const waiting = this.#waiting.get(keyOf(event));
        if (waiting) waiting.reason = `${event.collector} works on it`;
        break;
      }
      case 'task-end':
        this.#waiting.delete(keyOf(event));
        break;
    }
  };

  /** A line for each of the slowest, the slowest first. */
  lines(now: number, most: number, width: number): readonly string[] {
    const slow = [...this.#waiting.values()]
      .filter(({ since }) => now - since >= SLOW_MS)
      .sort((a, b) => a.since - b.since);
    const lines = slow.slice(0, most).map((waiting) => lineOf(waiting, now, width));
    const more = slow.length - lines.length;
    return more > 0 ? [...lines, `  and ${more} more that take long`] : lines;
  }
}

function keyOf({ pipeline, key }: { readonly pipeline: string; readonly key: string }): string {
  return `${pipeline}\n${key}`;
}

function lineOf({ source, collector, since, reason, until }: Waiting, now: number, width: number): string {
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
