import {
  BowerbirdError,
  CollectError,
  type CollectorInstance,
  type DirectCollector,
  type Document,
  findDocumentProblem,
  isBowerbirdError,
  type TaskLink,
} from '@bowerbird/core';
import type { BoundLink } from '../stages/bind.ts';
import { digestOf, type Entry } from '../store/answers.ts';
import type { Answer, BoundTask, Engine } from './engine.ts';
import { worthOf } from './freshness.ts';
import type { Recorder, Uses } from './recorder.ts';

/** One link of a task, with the slot taken. */
export interface LinkWork {
  readonly bound: BoundTask;
  readonly link: TaskLink;
  readonly via: BoundLink;
  /** Fires when nobody wants it any more. */
  readonly signal: AbortSignal;
}

/**
 * One attempt for a free link: looks again, since look-up may be long ago; compares what is stale with its source; collects.
 * Ends at the signal, whatever the collector does.
 */
export async function attempt(
  engine: Engine,
  work: LinkWork,
  recorderOf: (entry?: Entry) => Recorder,
  signal: AbortSignal,
): Promise<Answer> {
  const { pipeline } = work.bound;
  const { definition } = work.via.link;
  const { answers } = engine.stores(pipeline, definition.name);
  const [entry] = await answers.readEntries([work.link]);
  const worth = await worthOf(engine, pipeline, definition, entry);
  const by = definition.name;
  if (entry && worth.state === 'hit') return answerOf(by, entry);
  const recorder = recorderOf(worth.state === 'derive' ? entry : undefined);
  if (entry && worth.state === 'stale' && (await isUnchanged(engine, work, entry, recorder))) {
    const checked = { ...entry, checked: Date.now() };
    await answers.touch(work.link, checked);
    if (entry.revision === definition.revision) return answerOf(by, checked);
  }
  const documents = await collect(engine, work, recorder, signal);
  return keep(engine, work, entry, documents, recorder.uses());
}

function answerOf(by: string, entry: Entry): Answer {
  if (entry.gone !== undefined) return { kind: 'gone', reason: entry.gone };
  return { kind: 'documents', by, entry, from: 'cache', change: 'unchanged' };
}

/** Whether everything that an answer rests on is what it was; `false` as well where only the collector can tell. */
async function isUnchanged(
  engine: Engine,
  { bound, via }: LinkWork,
  entry: Entry,
  recorder: Recorder,
): Promise<boolean> {
  if (!entry.complete || entry.evidence.length === 0 || entry.gone !== undefined) return false;
  const { files } = engine.stores(bound.pipeline, via.link.definition.name);
  return (await files.areUnchanged(entry.files)) && (await recorder.compare(entry.evidence)) === 'unchanged';
}

async function collect(
  engine: Engine,
  work: LinkWork,
  recorder: Recorder,
  signal: AbortSignal,
): Promise<readonly Document[]> {
  const { task, pipeline } = work.bound;
  const name = work.via.link.definition.name;
  const instance = (await instanceOf(engine, work)) as DirectCollector<unknown>;
  const about = { pipeline: pipeline.name, collector: name, key: task.key };
  const { context, close, isComputing } = engine.context(about, recorder, signal);
  try {
    const documents = await untilAborted(instance.collect(work.via.request, context), signal);
    return checked(documents, name);
  } catch (error) {
    // What hung in a parser hangs there again: other collectors may still read it.
    if (isBowerbirdError(error) && error.code === 'TIMED_OUT' && isComputing()) {
      throw new CollectError('TIMED_OUT', `${error.message}: parsing did not end`, {
        recovery: 'next',
        hint: error.hint,
      });
    }
    throw error;
  } finally {
    close();
  }
}

async function instanceOf(engine: Engine, { via }: LinkWork): Promise<CollectorInstance<unknown>> {
  try {
    return await engine.instance(via.link);
  } catch (error) {
    const { name } = via.link.definition;
    throw new CollectError(
      'COLLECTOR_STOPPED',
      `the collector ${name} cannot be made: ${error instanceof Error ? error.message : String(error)}`,
      {
        recovery: 'stop',
        hint: 'Check its options.',
        cause: error,
      },
    );
  }
}

function checked(documents: readonly Document[], collector: string): readonly Document[] {
  const wrong = Array.isArray(documents)
    ? documents.map(findDocumentProblem).find((problem) => problem !== undefined)
    : 'it did not return an array of documents';
  if (wrong === undefined) return documents;
  throw new CollectError(
    'DOCUMENT_INVALID',
    `the collector ${collector} brought something that is no document: ${wrong}`,
    {
      recovery: 'next',
      hint: `This is a mistake in the collector ${collector}: report it to its author.`,
    },
  );
}

async function keep(
  engine: Engine,
  { bound, link, via }: LinkWork,
  before: Entry | undefined,
  documents: readonly Document[],
  uses: Uses,
): Promise<Answer> {
  const { definition } = via.link;
  const now = Date.now();
  const sameEvidence =
    before !== undefined &&
    JSON.stringify([uses.evidence, uses.files]) === JSON.stringify([before.evidence, before.files]);
  const { answers } = engine.stores(bound.pipeline, definition.name);
  const entry = await answers.write(
    link,
    {
      collector: definition.name,
      source: engine.parts.scrub(bound.task.source),
      revision: definition.revision,
      retrieved: sameEvidence ? before.retrieved : (uses.retrieved ?? now),
      checked: now,
      evidence: uses.evidence,
      files: uses.files,
      complete: uses.complete,
    },
    documents,
  );
  const replayed = !uses.brought && (uses.evidence.length > 0 || (uses.files.length > 0 && sameEvidence));
  const change =
    before === undefined ? 'new' : before.digest === digestOf(documents) ? 'unchanged' : 'changed';
  return {
    kind: 'documents',
    by: definition.name,
    entry,
    documents,
    from: replayed ? 'evidence' : 'source',
    change,
  };
}

/** Rejects with the signal's reason when it fires, even if the work goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The reason of a run that was stopped. */
export function aborted(): BowerbirdError {
  return new BowerbirdError('ABORTED', 'the run was stopped', {
    hint: 'Run again to go on: what is done is kept.',
  });
}
