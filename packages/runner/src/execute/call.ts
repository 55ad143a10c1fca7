import {
  CollectError,
  type CollectorInstance,
  type DirectCollector,
  type Document,
  findDocumentProblem,
  isBowerbirdError,
} from '@bowerbird/core';
import type { AttemptTools, LinkWork } from './attempt.ts';
import { untilAborted } from './deadline.ts';
import type { Engine } from './engine.ts';
import type { Recorder } from './recorder.ts';

/** Asks the collector for the documents of a link, and checks them. @throws {CollectError} and whatever the collector throws */
export async function callCollector(
  engine: Engine,
  work: LinkWork,
  recorder: Recorder,
  { signal, clock }: AttemptTools,
): Promise<readonly Document[]> {
  const { task, pipeline } = work.bound;
  const name = work.via.link.definition.name;
  const instance = (await instanceOf(engine, work)) as DirectCollector<unknown>;
  const about = { pipeline: pipeline.name, collector: name, key: task.key };
  const { context, close, isComputing } = engine.context(about, recorder, signal, clock);
  try {
    return checked(await untilAborted(instance.collect(work.via.request, context), signal), name);
  } catch (error) {
    if (!isBowerbirdError(error) || error.code !== 'TIMED_OUT' || !isComputing()) throw error;
    // What hung in a parser hangs there again: other collectors may still read it.
    const message = `${error.message}: parsing did not end`;
    throw new CollectError('TIMED_OUT', message, { recovery: 'next', hint: error.hint });
  } finally {
    close();
  }
}

async function instanceOf(engine: Engine, { via }: LinkWork): Promise<CollectorInstance<unknown>> {
  try {
    return await engine.instance(via.link);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the collector ${via.link.definition.name} cannot be made: ${reason}`;
    throw new CollectError('COLLECTOR_STOPPED', message, {
      recovery: 'stop',
      hint: 'Check its options.',
      cause: error,
    });
  }
}

function checked(documents: readonly Document[], collector: string): readonly Document[] {
  const wrong = findProblem(documents);
  if (wrong === undefined) return documents;
  const message = `the collector ${collector} brought something that is no document: ${wrong}`;
  throw new CollectError('DOCUMENT_INVALID', message, {
    recovery: 'next',
    hint: `This is a mistake in the collector ${collector}: report it to its author.`,
  });
}

function findProblem(documents: readonly Document[]): string | undefined {
  if (!Array.isArray(documents)) return 'it did not return an array of documents';
  const wrong = documents.map(findDocumentProblem).find((problem) => problem !== undefined);
  if (wrong !== undefined) return wrong;
  const ids = new Set<string>();
  for (const { id } of documents) {
    if (ids.has(id)) return `two documents have the id ${id}`;
    ids.add(id);
  }
  return undefined;
}
