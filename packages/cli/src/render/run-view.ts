import type { Subscriber } from '@bowerbird/core';
import type { BudgetState } from '@bowerbird/runner';
import type { Screen } from '../screen.ts';
import { Board } from './board.ts';
import { describe } from './failures.ts';
import { cleanLine } from './format.ts';
import { Progress, progressLine } from './progress.ts';

const REDRAW_MS = 100;
const REPORT_MS = 10_000;

/** How a run is shown while it goes on. */
export interface RunView {
  readonly subscriber: Subscriber;
  /** Says something beside the progress. */
  say(text: string): void;
  /** Takes the progress away until it is drawn again: something else is written to the terminal. */
  clear(): void;
  end(): void;
}

/** Nothing but what is said. */
export function quietView(screen: Screen): RunView {
  return { subscriber: () => {}, say: (text) => screen.say(text), clear() {}, end() {} };
}

/** A few lines, drawn again and again. A timer draws them, not the events: thousands a second would flicker, none would look stuck. */
export function terminalView(screen: Screen, budgets: readonly BudgetState[] = []): RunView {
  const board = new Board(budgets);
  const canvas = screen.canvas();
  const draw = () => canvas.draw(board.lines(Date.now(), screen.redrawWidth).join('\n'));
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    subscriber: board.subscriber,
    say(text) {
      canvas.clear();
      screen.say(text);
    },
    clear: () => canvas.clear(),
    end() {
      clearInterval(timer);
      canvas.clear();
    },
  };
}

/** For a log file: each failure when it happens, and how far the run is, now and then. */
export function plainView(screen: Screen): RunView {
  const progress = new Progress();
  const timer = setInterval(() => screen.say(progressLine(progress, Date.now(), 200).trim()), REPORT_MS);
  timer.unref();
  return {
    subscriber(event) {
      progress.subscriber(event);
      if (event.type === 'task-end' && event.outcome.status === 'failed') {
        screen.say(
          `failed: ${cleanLine(event.source)}: ${describe({ ...event.outcome.error, source: event.source })}`,
        );
      }
    },
    say: (text) => screen.say(text),
    clear() {},
    end: () => clearInterval(timer),
  };
}
