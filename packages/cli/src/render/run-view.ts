import type { RunEvent, Subscriber } from '@bowerbird/core';
import type { Screen } from '../screen.ts';
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

/** One line, drawn again and again. A timer draws it, not the events: thousands a second would flicker, none would look stuck. */
export function terminalView(screen: Screen): RunView {
  const progress = new Progress();
  let drawn = '';
  const draw = (line: string): void => {
    if (line === drawn) return;
    screen.redraw(line, drawn);
    drawn = line;
  };
  const timer = setInterval(() => draw(progressLine(progress, Date.now(), screen.redrawWidth)), REDRAW_MS);
  timer.unref();
  return {
    subscriber: progress.subscriber,
    say(text) {
      draw('');
      screen.say(text);
    },
    clear: () => draw(''),
    end() {
      clearInterval(timer);
      draw('');
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

/** Every event as a line of JSON, and nothing else. What is said becomes a `warning` event. */
export function jsonView(screen: Screen): RunView {
  let run = '';
  const write = (event: RunEvent): void => screen.say(JSON.stringify(event));
  return {
    subscriber(event) {
      run = event.run;
      write(event);
    },
    say: (message) => write({ at: Date.now(), run, type: 'warning', message }),
    clear() {},
    end() {},
  };
}
