import { sha256 } from '@bowerbird/cache';
import { CollectError, type Document } from '@bowerbird/core';
import { toDollars } from '../../ledger/money.ts';
import type { PaidAnswer } from '../../ledger/types.ts';
import { type Entry, labelsOf } from '../../store/answers.ts';
import { checked } from '../call.ts';
import type { Answer } from '../engine.ts';
import { noteSource } from '../keep.ts';
import { policyOf } from '../policy.ts';
import { callPaid, paidDefinition, providerOf } from './call.ts';
import type { Desk } from './start.ts';

/** The documents of an answer that was bought, whenever that was: free, and without the provider. */
export async function readPaid(
  desk: Desk,
  order: string,
  { cost, since, settled }: PaidAnswer,
): Promise<Answer> {
  const { engine, work, ledger } = desk;
  const definition = paidDefinition(work);
  const answer = await ledger.readAnswer(order);
  if (answer === undefined) {
    throw new CollectError('SOURCE_NOT_FOUND', `the answer of ${definition.name} was thrown away meanwhile`, {
      recovery: 'retry',
    });
  }
  const documents = await callPaid(
    engine,
    work,
    { doing: 'read', recorded: true },
    async (instance, context) =>
      checked(await instance.read(answer, work.via.request, context), definition.name, engine.parts.scrub),
  );
  const paid = {
    digest: sha256(JSON.stringify(answer)),
    cost: toDollars(cost),
    provider: providerOf(definition),
  };
  return keepPaid(desk, documents, { settled, tookMs: settled - since, paid });
}

type Facts = Pick<Entry, 'tookMs'> & { readonly settled: number; readonly paid: NonNullable<Entry['paid']> };

async function keepPaid(
  { engine, work }: Desk,
  documents: readonly Document[],
  { settled, tookMs, paid }: Facts,
): Promise<Answer> {
  const { bound, link, via } = work;
  const { definition } = via.link;
  const { answers } = engine.stores(bound.pipeline, definition.name);
  const [before] = await answers.readEntries([link]);
  const entry = await answers.write(
    link,
    {
      collector: definition.name,
      source: engine.parts.scrub(bound.task.source),
      revision: definition.revision,
      retrieved: settled,
      checked: settled,
      tookMs,
      evidence: [],
      files: [],
      complete: true,
      paid,
      ...labelsOf(bound.pipeline.name, policyOf(bound.pipeline, definition.name).tags),
    },
    documents,
    noteSource(engine, work),
  );
  const change = before === undefined ? 'new' : before.digest === entry.digest ? 'unchanged' : 'changed';
  return {
    kind: 'documents',
    by: definition.name,
    entry,
    documents,
    change,
    from: work.bought ? 'source' : 'evidence',
    cost: work.cost,
  };
}
