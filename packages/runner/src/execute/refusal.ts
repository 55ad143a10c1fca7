import { isCollectError, toErrorData } from '@bowerbird/core';
import { scrubJson } from '@bowerbird/secrets';
import { isAhead, labelsOf } from '../store/answers.ts';
import type { LinkWork } from './attempt.ts';
import type { LinkFailure } from './chain-failure.ts';
import type { Engine } from './engine.ts';
import { worthOf } from './freshness.ts';
import { policyOf } from './policy.ts';
import type { Recorder } from './recorder.ts';

// These tell of ourselves and not of the source.
const OUR_OWN: readonly string[] = ['TIMED_OUT', 'OFFLINE', 'COLLECTOR_STOPPED', 'DOCUMENT_INVALID'];

/** Notes that a source was not there or refused, where the policy wants it spared. Local files are not: looking costs nothing. */
export async function noteRefusal(
  engine: Engine,
  work: LinkWork,
  error: unknown,
  recorder: Recorder,
): Promise<void> {
  const { bound, link } = work;
  const { negativeTtlMs, tags } = policyOf(bound.pipeline, link.collector);
  if (negativeTtlMs === 0 || engine.parts.mode.offline || recorder.readsFiles) return;
  if (!isCollectError(error) || error.recovery !== 'next' || OUR_OWN.includes(error.code)) return;
  const { refusals } = engine.stores(bound.pipeline, link.collector);
  const { scrub } = engine.parts;
  const told = Date.now();
  const refusal = {
    version: 1,
    source: scrub(bound.task.source),
    told,
    error: scrubJson(toErrorData(error), scrub),
    ...labelsOf(bound.pipeline.name, tags),
  } as const;
  await refusals.write(link, refusal, told + negativeTtlMs);
}

/** What the source said the last time, if it need not be asked again yet. What can be answered without it is. */
export async function toldBefore(engine: Engine, work: LinkWork): Promise<LinkFailure | undefined> {
  const { bound, link, via } = work;
  const { negativeTtlMs } = policyOf(bound.pipeline, link.collector);
  if (negativeTtlMs === 0 || engine.parts.mode.refresh) return undefined;
  const { answers, refusals } = engine.stores(bound.pipeline, link.collector);
  const refusal = await refusals.read(link);
  if (!refusal || isAhead(refusal.told) || Date.now() - refusal.told >= negativeTtlMs) return undefined;
  const [entry] = await answers.readEntries([link]);
  const { state } = await worthOf(engine, bound.pipeline, via.link.definition, link.key, entry);
  const isAnswered = state === 'hit' || state === 'derive' || (entry?.checked ?? 0) > refusal.told;
  return isAnswered ? undefined : { work, error: refusal.error, mayPass: false, told: refusal.told };
}
