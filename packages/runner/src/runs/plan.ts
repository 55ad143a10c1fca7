import type { ErrorData } from '@bowerbird/core';
import type { PlannedItem, PlannedPipeline } from '../api.ts';
import type { Pipeline } from '../config/types.ts';
import type { Engine } from '../execute/engine.ts';
import { Scope } from '../execute/scope.ts';
import { inBatches } from '../stages/batches.ts';
import { Discovery } from '../stages/discover.ts';
import { type LookedUp, lookUp } from '../stages/look-up.ts';
import { quote, sumOf } from './quote.ts';

const LINGER_MS = 50;
const MOST_LOOKED_UP = 5000;

/** What a run of a pipeline would do: its first two stages. */
export async function planPipeline(engine: Engine, pipeline: Pipeline): Promise<PlannedPipeline> {
  const scope = new Scope(engine.parts.signal);
  try {
    return await planIn(scope, engine, pipeline);
  } finally {
    scope.end();
  }
}

async function planIn(scope: Scope, engine: Engine, pipeline: Pipeline): Promise<PlannedPipeline> {
  const items: PlannedItem[] = [];
  const failures: { source: string; error: ErrorData }[] = [];
  const discovery = new Discovery(engine, pipeline, scope);
  for await (const batch of inBatches(discovery.all(), MOST_LOOKED_UP, LINGER_MS)) {
    for (const item of batch)
      if ('failed' in item) failures.push({ source: item.failed.source, error: item.error });
    const bound = batch.flatMap((item) => ('bound' in item ? [item.bound] : []));
    items.push(
      ...(await Promise.all((await lookUp(engine, bound)).map((found) => toItem(engine, scope, found)))),
    );
  }
  const count = (state: PlannedItem['state']) => items.filter((item) => item.state === state).length;
  return {
    name: pipeline.name,
    transforms: pipeline.transforms.map(({ definition }) => definition.name),
    sinks: pipeline.sinks.map(({ definition }) => definition.name),
    hit: count('hit'),
    stale: count('stale'),
    derive: count('derive'),
    miss: count('miss'),
    failures,
    duplicates: discovery.duplicates,
    price: sumOf(items.flatMap(({ price }) => price ?? [])),
    items,
  };
}

async function toItem(
  engine: Engine,
  scope: Scope,
  { bound, state, reason, collector }: LookedUp,
): Promise<PlannedItem> {
  const { source, key, links } = bound.task;
  const isHere = state === 'hit' || state === 'derive';
  const price = isHere ? undefined : await quote(engine, bound, scope);
  return {
    source,
    key,
    state,
    reason,
    collector,
    route: isHere ? [] : links.map((link) => link.collector),
    ...(price && { price }),
  };
}
