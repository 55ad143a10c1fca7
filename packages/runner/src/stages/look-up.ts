import type { CollectorDefinition, LookupState, TaskLink } from '@bowerbird/core';
import type { Answer, BoundTask, Engine } from '../execute/engine.ts';
import { ago, type Worth, worthInTime, worthOf } from '../execute/freshness.ts';
import type { PaidAnswer } from '../ledger/types.ts';
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
  const bought = await boughtOf(
    engine,
    wanted.flatMap(({ link }) => (entries.get(link) ? [] : [link])),
  );
  const judged = batch.map((bound) => judge(engine, bound, entries, bought));
  return judged.some((one) => one instanceof Promise) ? Promise.all(judged) : (judged as LookedUp[]);
}

/** What was bought of the links that have no entry: their answers are in the ledger, whatever became of the cache. */
async function boughtOf(
  engine: Engine,
  links: readonly TaskLink[],
): Promise<ReadonlyMap<string, PaidAnswer>> {
  const orders = links.flatMap(({ order }) =>
    order === undefined || engine.spending.isBoughtAgain(order) ? [] : [order],
  );
  return orders.length === 0 ? NOTHING : (await engine.spending.ledger).answered(orders);
}

const NOTHING: ReadonlyMap<string, PaidAnswer> = new Map();

// That there is none is worth less than any answer that may still hold.
const WORTH = ['hit', 'derive', 'stale', 'gone', 'miss'] as const;

function rankOf(worth: Worth, entry: Entry | undefined): number {
  return WORTH.indexOf(worth.state === 'hit' && entry?.gone !== undefined ? 'gone' : worth.state);
}

/** A chain is as good as its best link, and among equals as its first: what a later link has answered is not asked of an earlier one. */
function judge(
  engine: Engine,
  bound: BoundTask,
  entries: ReadonlyMap<object, Entry | undefined>,
  bought: ReadonlyMap<string, PaidAnswer>,
): LookedUp | Promise<LookedUp> {
  const found = bound.task.links.map((link) => entries.get(link));
  // Most answers rest on no file: thousands of them need not be waited for one by one.
  if (found.some((entry) => entry?.files.length)) return judgeFiles(engine, bound, found);
  return bestOf(bound, found, (definition, key, entry, index) => {
    const answer = bought.get(bound.task.links[index]?.order ?? '');
    if (answer && !entry) return { state: 'derive', reason: `bought ${ago(answer.settled)}` };
    return worthInTime(engine, bound.pipeline, definition, key, entry);
  });
}

async function judgeFiles(
  engine: Engine,
  bound: BoundTask,
  found: readonly (Entry | undefined)[],
): Promise<LookedUp> {
  const worths = await Promise.all(
    bound.links.map(({ link: { definition } }, index) =>
      worthOf(engine, bound.pipeline, definition, bound.task.links[index]?.key ?? '', found[index]),
    ),
  );
  return bestOf(bound, found, (_, __, ___, index) => worths[index]);
}

function bestOf(
  bound: BoundTask,
  found: readonly (Entry | undefined)[],
  worthAt: (
    definition: CollectorDefinition,
    key: string,
    entry: Entry | undefined,
    index: number,
  ) => Worth | undefined,
): LookedUp {
  let best: Judged | undefined;
  for (const [index, { collector, key }] of bound.task.links.entries()) {
    const definition = bound.links[index]?.link.definition;
    const entry = found[index];
    const worth = definition && worthAt(definition, key, entry, index);
    if (!worth) continue;
    const rank = rankOf(worth, entry);
    if (!best || rank < best.rank) best = { worth, rank, collector, entry };
  }
  if (!best) return { bound, state: 'miss', reason: 'not collected yet', collector: '' };
  const { worth, collector, entry } = best;
  const answer = worth.state === 'hit' && entry ? { answer: toAnswer(collector, entry) } : undefined;
  return { bound, state: worth.state, reason: worth.reason, collector, ...answer };
}

interface Judged {
  readonly worth: Worth;
  readonly rank: number;
  readonly collector: string;
  readonly entry: Entry | undefined;
}

function toAnswer(by: string, entry: Entry): Answer {
  if (entry.gone !== undefined) return { kind: 'gone', reason: entry.gone };
  return { kind: 'documents', by, entry, from: 'cache', change: 'unchanged' };
}
