import type { OperationState } from '@bowerbird/core';
import { ensure, show } from '../frame/ensure.ts';
import { ensureJson, throughJson } from '../frame/json.ts';

/** What to do where something that must survive its process is no JSON. */
export const WRITTEN_DOWN =
  'It is written down and read by another process: give plain objects, arrays, texts and numbers, and null for nothing.';

// Less is meant in seconds. None at all is for stand-ins, which need no time.
const SHORTEST_MS = 50;

/** A state as JSON gives it back. @throws {AssertionError} when it is none */
export function checkedState(state: OperationState | undefined, by: string): OperationState {
  ensure(
    typeof state === 'object' && state !== null && ['pending', 'done', 'failed'].includes(state.state),
    `${by} answered ${show(state)}, which is no state of an operation`,
    "Return { state: 'pending', operation }, { state: 'done', answer } or { state: 'failed', reason }.",
  );
  if (state.state === 'pending') {
    ensureJson(state.operation, `the operation that ${by} answered`, WRITTEN_DOWN);
    const { pollAfterMs: wait } = state;
    ensure(
      wait === undefined || wait === 0 || (Number.isFinite(wait) && wait >= SHORTEST_MS),
      `${by} asks to poll after ${show(wait)} ms`,
      'Give pollAfterMs in milliseconds, not in seconds: no provider wants to be asked so often. Or leave it out.',
    );
    return throughJson(state);
  }
  if (state.state === 'done') ensureJson(state.answer, `the answer that ${by} brought`, WRITTEN_DOWN);
  else
    ensure(
      typeof state.reason === 'string' && state.reason !== '',
      `${by} failed without a reason`,
      'Give the reason of the provider: it is what the user reads.',
    );
  ensure(
    state.cost === undefined || (Number.isFinite(state.cost) && state.cost >= 0),
    `${by} says that it cost ${show(state.cost)}`,
    'Give US dollars as a number, or leave it out where the provider does not tell.',
  );
  return throughJson(state);
}
