import type { RunEvent } from '@bowerbird/core';
import { cleanLine, duration, money } from './format.ts';
import type { RunView } from './run-view.ts';

/** A view that also says what became of each source: `hit talks/abc (2 d old)`. */
export function verboseView(view: RunView): RunView {
  // Why a source is a hit, until it is delivered.
  const ages = new Map<string, string>();
  return {
    ...view,
    subscriber(event) {
      view.subscriber(event);
      if (event.type === 'lookup-end') {
        for (const { key, state, reason } of event.tasks)
          if (state === 'hit') ages.set(`${event.pipeline}\n${key}`, reason);
      } else if (event.type === 'task-end') {
        const place = `${event.pipeline}\n${event.key}`;
        view.say(lineOf(event, ages.get(place)));
        ages.delete(place);
      }
    },
  };
}

function lineOf(
  { pipeline, source, outcome, durationMs }: RunEvent & { readonly type: 'task-end' },
  age: string | undefined,
): string {
  const [word, ...details] = wordsOf(outcome, age, durationMs);
  const shown = details.filter((detail) => detail !== undefined && detail !== '');
  return `${word?.padEnd(9)} ${pipeline}/${cleanLine(source)}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`;
}

type Outcome = (RunEvent & { readonly type: 'task-end' })['outcome'];

function wordsOf(
  outcome: Outcome,
  age: string | undefined,
  durationMs: number,
): readonly (string | undefined)[] {
  if (outcome.status === 'failed') return ['failed', cleanLine(outcome.error.message)];
  if (outcome.status !== 'collected') return [outcome.status, cleanLine(outcome.reason)];
  const { from, change, by, cost, saved } = outcome;
  const savedText = saved > 0 ? `saved ${money(saved)}` : undefined;
  if (from === 'cache') return ['hit', age, savedText];
  const costText = cost > 0 ? `cost ${money(cost)}` : undefined;
  return [from === 'evidence' ? 'derived' : change, `by ${by}`, duration(durationMs), costText, savedText];
}
