import type { LookupState } from '@bowerbird/core';
import type { Answer, BoundTask, Engine } from '../execute/engine.ts';
import { type Worth, worthOf } from '../execute/freshness.ts';
import type { Entry } from '../store/answers.ts';

/** What look-up found out about a task. */
export interface LookedUp {
  readonly bound: BoundTask;
  readonly state: LookupState;
  readonly reason: string;
  /** The collector that answers, or is asked first. */
  readonly collector: string;
  /** With `hit`. */
  readonly answer?: Answer | undefined;
}

/** Looks the tasks of a batch up: one `getMany` for all links of all chains. Reads entries, not documents. */
export async function lookUp(engine: Engine, batch: readonly BoundTask[]): Promise<readonly LookedUp[]> {
  const wanted = batch.flatMap((bound) => bound.task.links.map((link) => ({ bound, link })));
  const entries = new Map<object, Entry | undefined>();
  // Collectors whose answers are not kept have a store of their own: usually there is one group.
  for (const group of Map.groupBy(wanted, ({ bound, link }) =>
    engine.stores(bound.pipeline, link.collector),
  ).entries()) {
    const [stores, members] = group;
    const found = await stores.answers.readEntries(members.map(({ link }) => link));
    for (const [index, { link }] of members.entries()) entries.set(link, found[index]);
  }
  return Promise.all(batch.map((bound) => judge(engine, bound, entries)));
}

// That there is none is worth less than any answer that may still hold.
const WORTH = ['hit', 'derive', 'stale', 'gone', 'miss'] as const;

/** A chain is as good as its best link, and among equals as its first: what a later link has answered is not asked of an earlier one. */
async function judge(
  engine: Engine,
  bound: BoundTask,
  entries: ReadonlyMap<object, Entry | undefined>,
): Promise<LookedUp> {
  const rank = ({ state, entry }: Judged) =>
    WORTH.indexOf(state === 'hit' && entry?.gone !== undefined ? 'gone' : state);
  let best: Judged | undefined;
  for (const [index, link] of bound.task.links.entries()) {
    const definition = bound.links[index]?.link.definition;
    if (!definition) continue;
    const entry = entries.get(link);
    const worth = await worthOf(engine, bound.pipeline, definition, link.key, entry);
    const judged = { ...worth, collector: link.collector, entry };
    if (!best || rank(judged) < rank(best)) best = judged;
  }
  if (!best) return { bound, state: 'miss', reason: 'not collected yet', collector: '' };
  const { state, reason, collector, entry } = best;
  const answer = state === 'hit' && entry ? { answer: toAnswer(collector, entry) } : {};
  return { bound, state, reason, collector, ...answer };
}

interface Judged extends Worth {
  readonly collector: string;
  readonly entry: Entry | undefined;
}

function toAnswer(by: string, entry: Entry): Answer {
  if (entry.gone !== undefined) return { kind: 'gone', reason: entry.gone };
  return { kind: 'documents', by, entry, from: 'cache', change: 'unchanged' };
}
