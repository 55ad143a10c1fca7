import {
  CollectError,
  type CollectorInstance,
  type DirectCollector,
  type Document,
  findDocumentProblem,
  isBowerbirdError,
} from '@bowerbird/core';
import { isIdle, type Scrub } from '@bowerbird/secrets';
import type { AttemptTools, LinkWork } from './attempt.ts';
import type { Engine } from './engine.ts';
import type { Recorder } from './recorder.ts';

/** Asks the collector for the documents of a link, and checks them. @throws {CollectError} and whatever the collector throws */
export async function callCollector(
  engine: Engine,
  work: LinkWork,
  recorder: Recorder,
  { deadline }: AttemptTools,
): Promise<readonly Document[]> {
  const { task, pipeline } = work.bound;
  const name = work.via.link.definition.name;
  const instance = (await instanceOf(engine, work)) as DirectCollector<unknown>;
  const about = { pipeline: pipeline.name, collector: name, key: task.key };
  const { context, close, isComputing } = engine.context(about, recorder, deadline, deadline);
  try {
    const documents = await deadline.race(instance.collect(work.via.request, context));
    return checked(documents, name, engine.parts.scrub);
  } catch (error) {
    if (!isBowerbirdError(error) || error.code !== 'TIMED_OUT' || !isComputing()) throw error;
    // What hung in a parser hangs there again: other collectors may still read it.
    const message = `${error.message}: parsing did not end`;
    throw new CollectError('TIMED_OUT', message, { recovery: 'next', hint: error.hint });
  } finally {
    close();
  }
}

/** The instance of a link. @throws {CollectError} `COLLECTOR_STOPPED` when it cannot be made */
export async function instanceOf(
  engine: Engine,
  { via }: Pick<LinkWork, 'via'>,
): Promise<CollectorInstance<unknown>> {
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

/** The documents that a collector brought. @throws {CollectError} `DOCUMENT_INVALID` */
export function checked(brought: readonly Document[], collector: string, scrub: Scrub): readonly Document[] {
  const documents = addressed(brought, scrub);
  const wrong = findProblem(documents);
  if (wrong === undefined) return documents;
  const message = `the collector ${collector} brought something that is no document: ${wrong}`;
  throw new CollectError('DOCUMENT_INVALID', message, {
    recovery: 'next',
    hint: `This is a mistake in the collector ${collector}: report it to its author.`,
  });
}

/** The content of a document is its source's. Its address is made of the request, which may hold a key. */
function addressed(documents: readonly Document[], scrub: Scrub): readonly Document[] {
  if (isIdle(scrub) || !Array.isArray(documents)) return documents;
  return documents.map((document: Document | null | undefined) => ({
    ...(document as Document),
    ...(typeof document?.id === 'string' && { id: scrub(document.id) }),
    ...(typeof document?.url === 'string' && { url: scrub(document.url) }),
  }));
}

function findProblem(documents: readonly Document[]): string | undefined {
  if (!Array.isArray(documents)) return 'it did not return an array of documents';
  const wrong = documents.map(findDocumentProblem).find((problem) => problem !== undefined);
  if (wrong !== undefined) return wrong;
  if (documents.length < 2) return undefined;
  const ids = new Set<string>();
  for (const { id } of documents) {
    if (ids.has(id)) return `two documents have the id ${id}`;
    ids.add(id);
  }
  return undefined;
}
