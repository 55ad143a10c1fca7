import type { CacheEntry, Document } from '@bowerbird/core';
import { scrubJson } from '@bowerbird/secrets';
import { identityOf } from '../stages/task.ts';
import { type Entry, labelsOf } from '../store/answers.ts';
import { sourceEntry } from '../store/sources.ts';
import type { LinkWork } from './attempt.ts';
import type { Answer, Engine } from './engine.ts';
import { policyOf } from './policy.ts';
import type { Recorder } from './recorder.ts';

/** What a collector brought, and how long that took. */
export interface Collected {
  readonly documents: readonly Document[];
  readonly tookMs: number;
}

/** Keeps what a collector brought, with what it rests on, and says how it differs from what was there before. */
export async function keep(
  engine: Engine,
  work: LinkWork,
  before: Entry | undefined,
  { documents, tookMs }: Collected,
  recorder: Recorder,
): Promise<Answer> {
  const { bound, link, via } = work;
  const { definition } = via.link;
  const uses = recorder.uses();
  const { evidence, files, complete } = uses;
  const now = Date.now();
  const same =
    before !== undefined &&
    JSON.stringify([evidence, files]) === JSON.stringify([before.evidence, before.files]);
  const { answers } = engine.stores(bound.pipeline, definition.name);
  const writing = answers.write(
    link,
    {
      collector: definition.name,
      source: engine.parts.scrub(bound.task.source),
      revision: definition.revision,
      retrieved: same ? before.retrieved : (uses.retrieved ?? now),
      // What replays has not been compared with its source: it is as old as it was.
      checked: uses.checked ?? now,
      // To derive it again takes a part of what it took to bring it.
      tookMs: uses.brought ? tookMs : before?.tookMs,
      evidence,
      // A path with a secret in it is not found when it is compared: then its source is read again.
      files: scrubJson(files, engine.parts.scrub),
      complete,
      ...labelsOf(bound.pipeline.name, policyOf(bound.pipeline, definition.name).tags),
    },
    documents,
    noteSource(engine, work),
  );
  const [entry] = await Promise.all([writing, recorder.settled()]);
  const replayed = !uses.brought && (evidence.length > 0 || (files.length > 0 && same));
  const change = before === undefined ? 'new' : before.digest === entry.digest ? 'unchanged' : 'changed';
  const from = replayed ? 'evidence' : 'source';
  return { kind: 'documents', by: definition.name, entry, documents, from, change };
}

/** What is to stand beside an entry: where the answer of its source is, if that is to be noted. */
export function noteSource(engine: Engine, { bound, link, via }: LinkWork): readonly CacheEntry[] {
  const { scrub, moved } = engine.parts;
  if (!moved.isToNote(bound.pipeline.name)) return [];
  const { definition } = via.link;
  const source = {
    collector: definition.name,
    pipeline: bound.pipeline.name,
    source: scrub(bound.task.source),
  };
  return [sourceEntry(source, link.key, scrubJson(identityOf(definition, via.request), scrub))];
}
