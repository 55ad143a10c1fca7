import type { CollectorDefinition, LookupState } from '@bowerbird/core';
import ms from 'ms';
import type { Pipeline } from '../config/types.ts';
import { type Entry, isAhead } from '../store/answers.ts';
import type { Engine } from './engine.ts';
import { policyOf } from './policy.ts';

/** What an entry is worth to this run, and why, in words. */
export interface Worth {
  readonly state: LookupState;
  readonly reason: string;
}

/** Whether an entry answers a request, must be compared with its source, derived again, or is not there. */
export async function worthOf(
  engine: Engine,
  pipeline: Pipeline,
  definition: CollectorDefinition,
  key: string,
  entry: Entry | undefined,
): Promise<Worth> {
  const { files } = engine.stores(pipeline, definition.name);
  if (entry && entry.files.length > 0 && !(await files.areUnchanged(entry.files))) {
    return { state: 'stale', reason: 'the file has changed' };
  }
  return worthInTime(engine, pipeline, definition, key, entry);
}

/** The same where no file has to be looked at. */
export function worthInTime(
  engine: Engine,
  pipeline: Pipeline,
  definition: CollectorDefinition,
  key: string,
  entry: Entry | undefined,
): Worth {
  if (!entry) return { state: 'miss', reason: 'not collected yet' };
  if (entry.paid) return worthOfPaid(engine, definition, entry);
  const { offline } = engine.parts.mode;
  const stale = offline ? undefined : staleReason(engine, pipeline, key, entry);
  if (stale !== undefined) return { state: 'stale', reason: stale };
  if (entry.gone === undefined && entry.revision !== definition.revision) {
    const reason = `collector ${definition.name} is at revision ${definition.revision}, the answer at ${entry.revision}`;
    return { state: 'derive', reason };
  }
  return { state: 'hit', reason: `checked ${ago(entry.checked)}` };
}

/** What was bought stays: it is compared with nothing. */
function worthOfPaid(engine: Engine, definition: CollectorDefinition, entry: Entry): Worth {
  if (engine.spending.parts.buyAgain && entry.retrieved < engine.startedAt)
    return { state: 'miss', reason: 'to be bought again' };
  if (entry.revision === definition.revision)
    return { state: 'hit', reason: `bought ${ago(entry.retrieved)}` };
  return {
    state: 'derive',
    reason: `collector ${definition.name} is at revision ${definition.revision}, the answer at ${entry.revision}`,
  };
}

function staleReason(engine: Engine, pipeline: Pipeline, key: string, entry: Entry): string | undefined {
  const { freshAfter } = engine.freshness(pipeline, { collector: entry.collector, request: key });
  // A local file was just compared: time says nothing more about it.
  if (restsOnFiles(entry) || (entry.checked >= freshAfter && !isAhead(entry.checked))) return undefined;
  if (engine.parts.mode.refresh) return 'asked to refresh';
  if (entry.checked === 0) return 'to be compared with its source';
  if (isAhead(entry.checked)) return 'checked at a time that is yet to come: a clock was wrong';
  const { ttlMs, jitter } = policyOf(pipeline, entry.collector);
  const sooner = Date.now() - entry.checked < ttlMs ? `, or up to ${Math.round(jitter * 100)}% sooner` : '';
  return `checked ${ago(entry.checked)}, to be checked every ${ms(ttlMs, { long: true })}${sooner}`;
}

/** Whether local files are all that an answer rests on: they are compared at every run. */
export function restsOnFiles({ complete, files, evidence }: Entry): boolean {
  return complete && files.length > 0 && evidence.length === 0;
}

/** How long ago a time was, in words. */
export function ago(time: number): string {
  const seconds = Math.floor((Date.now() - time) / 1000);
  if (seconds < 1) return 'just now';
  // Of thousands of answers most are equally old.
  if (seconds !== lastAge.seconds) lastAge = { seconds, text: `${ms(seconds * 1000, { long: true })} ago` };
  return lastAge.text;
}
let lastAge = { seconds: 0, text: '' };
