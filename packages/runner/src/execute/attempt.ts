import { BowerbirdError, CollectError, type TaskLink } from '@bowerbird/core';
import type { Traffic } from '../network/body.ts';
import type { BoundLink } from '../stages/bind.ts';
import { type Entry, labelsOf } from '../store/answers.ts';
import { callCollector } from './call.ts';
import type { Deadline } from './deadline.ts';
import type { Answer, BoundTask, Engine } from './engine.ts';
import { type Worth, worthOf } from './freshness.ts';
import { keep, noteSource } from './keep.ts';
import { policyOf } from './policy.ts';
import type { Recorder } from './recorder.ts';
import { noteRefusal } from './refusal.ts';
import type { Scope } from './scope.ts';

/** One link of a task. */
export interface LinkWork {
  readonly bound: BoundTask;
  readonly link: TaskLink;
  readonly via: BoundLink;
  /** Called off when nobody wants it any more. */
  readonly scope: Scope;
  /** The documents of the answer that is there were lost: they are derived again. */
  readonly again: boolean;
  /** Called when it has its first turn. */
  readonly begun: (() => void) | undefined;
  /** What it has cost so far, in US dollars. */
  cost: number;
  /** Whether something was bought for it, whatever it has cost. */
  bought: boolean;
  /** What calls of a paid collector took of the network. */
  readonly traffic: Traffic;
}

/** What one attempt works with. */
export interface AttemptTools {
  /** What was looked at while it waited for its slot. */
  readonly looked: Looked | undefined;
  readonly deadline: Deadline;
  /** A recorder; of an entry that is derived again, its evidence counts whatever its age. */
  readonly recorder: (derived?: Entry) => Recorder;
}

/**
 * One attempt for a free link, with the slot taken: looks again, since look-up may be long ago; compares what is stale with its
 * source; collects. Ends at the deadline, whatever the collector does.
 */
export async function attempt(
  engine: Engine,
  work: LinkWork,
  tools: AttemptTools,
): Promise<Answer | Brought> {
  const { definition } = work.via.link;
  const entry = await (isRecent(tools.looked) ? tools.looked : look(engine, work)).entry;
  const worth = entry ? await worthNow(engine, work, entry) : NOTHING;
  if (entry && worth.state === 'hit') return answerOf(definition.name, entry);
  const recorder = tools.recorder(worth.state === 'derive' ? entry : undefined);
  try {
    const unchanged =
      entry && worth.state === 'stale' ? await noteUnchanged(engine, work, entry, recorder) : undefined;
    if (unchanged?.revision === definition.revision) return answerOf(definition.name, unchanged);
    const began = performance.now();
    const documents = await callCollector(engine, work, recorder, tools);
    const tookMs = Math.round(performance.now() - began);
    return { kind: 'brought', keep: () => keep(engine, work, entry, { documents, tookMs }, recorder) };
  } catch (error) {
    await recorder.settled();
    await noteRefusal(engine, work, error, recorder);
    throw error;
  }
}

/** What a collector brought. Keeping it needs no slot. */
export interface Brought {
  readonly kind: 'brought';
  keep(): Promise<Answer>;
}

/** The entry of a link as it was a moment ago. */
export interface Looked {
  readonly at: number;
  readonly entry: Promise<Entry | undefined>;
}

// For so long a look counts: while it is being read, the slot may come free.
const RECENT_MS = 1000;

/** Looks for the entry of a link. */
export function look(engine: Engine, { bound, link, via }: LinkWork): Looked {
  const { answers } = engine.stores(bound.pipeline, via.link.definition.name);
  const entry = answers.readEntries([link]).then(([found]) => found);
  // It counts as unhandled until an attempt asks for it.
  entry.catch(() => undefined);
  return { at: performance.now(), entry };
}

function isRecent(looked: Looked | undefined): looked is Looked {
  return looked !== undefined && performance.now() - looked.at < RECENT_MS;
}

const NOTHING: Worth = { state: 'miss', reason: 'not collected yet' };

async function worthNow(engine: Engine, { bound, link, via, again }: LinkWork, entry: Entry): Promise<Worth> {
  const worth = await worthOf(engine, bound.pipeline, via.link.definition, link.key, entry);
  return again && worth.state === 'hit' ? { state: 'derive', reason: 'its documents were lost' } : worth;
}

/** An answer that is there. @throws {CollectError} `SOURCE_NOT_FOUND` if it is that there is none: another link may know */
function answerOf(by: string, entry: Entry): Answer {
  if (entry.gone === undefined) return { kind: 'documents', by, entry, from: 'cache', change: 'unchanged' };
  throw new CollectError('SOURCE_NOT_FOUND', entry.gone, { recovery: 'next' });
}

/** A stale answer of which everything that it rests on is what it was: it holds from now on. `undefined` where only the collector can tell. */
async function noteUnchanged(
  engine: Engine,
  work: LinkWork,
  entry: Entry,
  recorder: Recorder,
): Promise<Entry | undefined> {
  const { bound, link, via } = work;
  if (!entry.complete || entry.evidence.length === 0 || entry.gone !== undefined) return undefined;
  const { name } = via.link.definition;
  const { answers, files } = engine.stores(bound.pipeline, name);
  if (!(await files.areUnchanged(entry.files))) return undefined;
  if ((await recorder.compare(entry.evidence)) !== 'unchanged') return undefined;
  const { tags: _, ...rest } = entry;
  const labels = labelsOf(bound.pipeline.name, policyOf(bound.pipeline, name).tags);
  const checked: Entry = { ...rest, ...labels, checked: Date.now() };
  await answers.touch(link, checked, ...noteSource(engine, work));
  return checked;
}

/** The reason of a run that was stopped. */
export function aborted(): BowerbirdError {
  return new BowerbirdError('ABORTED', 'the run was stopped', {
    hint: 'Run again to go on: what is done is kept.',
  });
}
